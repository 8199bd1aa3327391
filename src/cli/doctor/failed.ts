import { DunlinError } from "../../errors.ts";
import { findingsOf } from "../../reporters/finding.ts";
import type { Check } from "./check.ts";

/** An error that a check met, as its finding. */
export function failed(name: string, error: unknown): Check {
  if (!(error instanceof DunlinError)) {
    const says = error instanceof Error ? error.message : String(error);
    return { name, verdict: "problem", says, next: "this was not expected; please report it" };
  }
  const findings = findingsOf(error);
  const more = error.problems.length > 0
    ? findings.map(({ message, where }) => `${placeOf(where)}${message}`)
    : findings.flatMap(({ more }) => more.filter((line) => !/^(next|state): /.test(line)));
  const next = error.next ?? error.problems[0]?.next ?? "put it right, then run this again";
  return {
    name,
    verdict: "problem",
    says: `${placeOf(error.where)}${error.message}`,
    ...(more.length > 0 ? { more } : {}),
    next,
  };
}

function placeOf(where: DunlinError["where"]): string {
  if (where === undefined) return "";
  return `${where.file}${where.line === undefined ? "" : `:${where.line}`}: `;
}
