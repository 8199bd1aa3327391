import type { Right } from "../../dialects/checkup/checkup.ts";
import { type Check, ok } from "./check.ts";

const WITHOUT: Readonly<Record<Right["for"], string>> = {
  run: "no migration runs without it",
  migrations: "many migrations need it",
  proof: "without it a person has to say more often how a statement went",
  others: "needed only where runners log in as several roles",
};

/**
 * Whether the role may do what dunlin asks of it.
 *
 * @param rights null: the server does not tell.
 */
export function checkRights(rights: readonly Right[] | null): Check {
  const name = "rights";
  if (rights === null) {
    return ok(name, "some come by roles, which were not looked into");
  }
  const missing = rights.filter(({ held }) => !held);
  const more = missing.map((right) => `missing: ${right.what} (${WITHOUT[right.for]})`);
  const wanted = missing.filter((right) => right.for !== "others");
  if (wanted.length === 0) return ok(name, "the role may do what is needed", more);
  const vital = wanted.some((right) => right.for === "run");
  return {
    name,
    verdict: vital ? "problem" : "warning",
    says: vital
      ? "the role lacks a right without which no migration runs"
      : "the role lacks a right that is good to have",
    more,
    next: wanted.map(({ grant }) => grant).join("; "),
  };
}
