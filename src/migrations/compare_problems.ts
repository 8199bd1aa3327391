import type { DunlinError } from "../errors.ts";
import { compareText } from "./version.ts";

/** The order problems of files are told in: by file, line and column. */
export function compareProblems(a: DunlinError, b: DunlinError): number {
  return compareText(a.where?.file ?? "", b.where?.file ?? "") ||
    (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
    (a.where?.column ?? 0) - (b.where?.column ?? 0);
}
