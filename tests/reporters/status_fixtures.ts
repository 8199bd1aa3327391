import { compare } from "../../src/plan/compare.ts";
import type { MigrationStatus } from "../../src/plan/state.ts";
import { entry, file, files, history, journal } from "../plan/fixtures.ts";

/** A migration in every state there is. */
export const states: readonly MigrationStatus[] = compare(
  [
    file("001_a", { checksum: "other" }),
    ...files("003_用户", "004_d", "006_f"),
    file("007_g", { directives: { only: ["staging"] } }),
    ...files("008_h"),
    file("R__v", { checksum: "other" }),
  ],
  {
    entries: [
      ...history("001_a", "002_b").entries,
      entry(file("004_d"), 3, { origin: "baseline" }),
      entry(file("R__v"), 4),
    ],
    journal: journal("6", "up", 1, 3),
  },
);
