import type { Named } from "./column.ts";
import type { Grammar } from "./grammar.ts";
import type { GeneratedFile } from "./request.ts";
import { alterTable, script } from "./script.ts";

/** The file that checks the rows a NOT VALID constraint was added over: nobody waits meanwhile. */
export function validateFile(
  name: string,
  table: string,
  constraints: readonly Named[],
  { quote }: Grammar,
): GeneratedFile {
  return {
    name,
    up: script(
      ["Checks the rows that were there before; reads and writes go on."],
      constraints.map((one) =>
        `ALTER TABLE ${quote(table)} VALIDATE CONSTRAINT ${quote(one.name)}`
      ),
    ),
    down: script(
      ["What was checked cannot be unchecked: the constraint is made again as it was."],
      constraints.map((one) =>
        alterTable(quote(table), [
          `DROP CONSTRAINT ${quote(one.name)}`,
          `ADD CONSTRAINT ${quote(one.name)} ${one.sql} NOT VALID`,
        ])
      ),
    ),
  };
}

/** `ADD CONSTRAINT … NOT VALID`: holds for new rows at once, looks at no old one. */
export function notValid(one: Named, { quote }: Grammar): string {
  return `ADD CONSTRAINT ${quote(one.name)} ${one.sql} NOT VALID`;
}

/** An index in a file of its own, built beside the traffic. */
export function concurrentIndex(
  file: string,
  table: string,
  index: Named,
  { quote }: Grammar,
  unique: boolean,
): GeneratedFile {
  return {
    name: file,
    up: script(
      ["Built beside the traffic, so it is no part of a transaction and stands alone."],
      [
        `CREATE ${unique ? "UNIQUE " : ""}INDEX CONCURRENTLY ${quote(index.name)}\n` +
        `  ON ${quote(table)} ${index.sql}`,
      ],
    ),
    down: script([], [`DROP INDEX CONCURRENTLY ${quote(index.name)}`]),
  };
}
