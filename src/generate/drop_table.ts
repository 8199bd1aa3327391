import type { Generated, GenerateRequest } from "./request.ts";
import { script, unknownDown } from "./script.ts";

const LOSES = "Its rows are lost, and do not come back with the down side.";

/** `drop_y`: the down side is the table as the database has it now. */
export async function dropTable(table: string, request: GenerateRequest): Promise<Generated> {
  const { grammar, name } = request;
  const { quote } = grammar;
  const live = await request.look?.(table) ?? null;
  const drop = `DROP TABLE ${quote(table)}`;
  if (live === null) {
    return {
      files: [{
        name,
        up: script([LOSES], [drop]),
        down: unknownDown(`nobody knows yet what ${table} was`, [
          `CREATE TABLE ${quote(table)} (`,
          "  …",
          ");",
        ]),
      }],
      notes: [
        request.look === null
          ? `fill in the down side: without a database to look at, what ${table} was is not known`
          : `fill in the down side: the database has no table ${table} to look at`,
      ],
    };
  }
  // SQLite's stand in the text of the other table, and point at nothing until it is back
  const pointers = grammar.flavor === "sqlite" ? [] : live.pointers;
  const word = grammar.indexesInTable ? "FOREIGN KEY" : "CONSTRAINT";
  return {
    files: [{
      name,
      up: script(
        [
          LOSES,
          ...pointers.map((one) => `${one.table} points at it with ${one.name}, which goes first.`),
        ],
        [
          ...pointers.map((one) =>
            `ALTER TABLE ${quote(one.table)} DROP ${word} ${quote(one.name)}`
          ),
          drop,
        ],
      ),
      down: script(["The table as it was when this was generated, without its rows and grants."], [
        ...live.create,
        ...pointers.map((one) => `ALTER TABLE ${quote(one.table)} ADD ${one.definition}`),
      ]),
    }],
    notes: [],
  };
}
