import type { DunlinError } from "../errors.ts";
import type { FileNameReading } from "./file_name.ts";
import { fileProblem } from "./file_problem.ts";

/**
 * A file name that is no migration's, as a problem with what to do about it.
 *
 * @param taken Whether the good name nearest to it is there as well.
 */
export function badName(
  path: string,
  reading: FileNameReading & { readonly kind: "malformed" },
  taken: boolean,
): DunlinError {
  return fileProblem(path, { message: reading.message, next: nextOf(reading.nearest, taken) });
}

function nextOf(nearest: string | null, taken: boolean): string {
  if (nearest === null) return "move it out of the migrations folder";
  if (taken) return `remove it, or move it elsewhere: ${nearest} is there too`;
  const version = nearest.startsWith("VERSION_")
    ? ", with digits such as 20260301120000 for VERSION"
    : "";
  return `rename it to ${nearest}${version}, or move it out of the migrations folder`;
}
