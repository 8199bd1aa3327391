import type { LiveTable } from "../dialects/live_table.ts";
import { type GenerateRequest, refusal } from "./request.ts";

const PENDING = "if a migration that is not applied yet takes it away, add --no-live";

/** Refuses a column the live table has already. @throws {GenerateRefusal} */
export function refuseTakenColumn(live: LiveTable, column: string, word: string): void {
  if (!live.columns.some(({ name }) => name === column)) return;
  throw refusal(
    word,
    `${live.name} has a column ${column} already`,
    `change_${column}_in_${live.name} changes it; ${PENDING}`,
  );
}

/** Refuses an index or a constraint whose name the live table has already. @throws {GenerateRefusal} */
export function refuseTakenPart(
  live: LiveTable,
  name: string,
  word: string,
  instead: string,
): void {
  if (!live.parts.some((part) => part.name === name)) return;
  throw refusal(word, `${live.name} has ${name} already`, `${instead}; ${PENDING}`);
}

/** Refuses a new table whose name the live database has already. @throws {GenerateRefusal} */
export async function refuseTakenTable(
  table: string,
  { look, name }: GenerateRequest,
): Promise<void> {
  if (await look?.(table) == null) return;
  throw refusal(name, `there is a table ${table} already`, `choose another name; ${PENDING}`);
}
