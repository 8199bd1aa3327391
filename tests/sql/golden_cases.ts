import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LexicalRules, SqlFlavor } from "../../src/sql/statement.ts";

/** A folder of tests/golden/split: `<flavor>-<case>` with `input.sql` and what comes of it. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  readonly rules: LexicalRules;
  readonly script: string;
}

const ROOT = fileURLToPath(new URL("../golden/split", import.meta.url));

/** All of them, or those of some flavours. */
export function goldenCases(...flavors: SqlFlavor[]): GoldenCase[] {
  return readdirSync(ROOT).filter((name) => !name.startsWith(".")).sort()
    .map((name) => ({
      name,
      folder: `${ROOT}/${name}`,
      rules: { flavor: name.split("-")[0] as SqlFlavor },
      script: readFileSync(`${ROOT}/${name}/input.sql`, "utf8"),
    }))
    .filter(({ rules }) => flavors.length === 0 || flavors.includes(rules.flavor));
}
