import type { StatusOutline } from "../../plan/state.ts";
import { plural } from "../../reporters/plural.ts";
import { type Check, ok } from "./check.ts";

const STANDS_IN_THE_WAY = {
  "changed": ["applied, and edited since", "put the file back, or see `dunlin migrate:status`"],
  "missing": [
    "applied, and its file is gone",
    "bring the file back, or migrate with --missing warn",
  ],
  "out-of-order": [
    "pending, and older than the newest applied",
    "give it a new version: `dunlin migrate:rebase`",
  ],
} as const;

/** Whether files and history fit together, so that a migrate would be planned. */
export function checkMigrations(migrations: readonly StatusOutline[]): Check {
  const name = "migrations";
  const counts = Object.entries(Object.groupBy(migrations, ({ state }) => state))
    .map(([state, found]) => `${found?.length} ${state.replaceAll("-", " ")}`);
  const bad = migrations.flatMap((one) => {
    const words = STANDS_IN_THE_WAY[one.state as keyof typeof STANDS_IN_THE_WAY];
    return words === undefined || one.newer ? [] : [{ one, words }];
  });
  if (bad.length === 0) return ok(name, counts.join(", ") || "none yet");
  const later = migrations.filter(({ newer }) => newer).length;
  return {
    name,
    verdict: "problem",
    says: `${plural(bad.length, "migration")} would make migrate refuse`,
    more: [
      ...bad.map(({ one, words }) => `${one.version || one.id}_${one.name}: ${words[0]}`),
      ...(later > 0 ? [`${plural(later, "migration")} of a later release`] : []),
    ],
    next: [...new Set(bad.map(({ words }) => words[1]))].join("; "),
  };
}
