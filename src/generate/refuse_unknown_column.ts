import type { LiveTable } from "../dialects/live_table.ts";
import { nearestWord } from "../nearest_word.ts";
import { refusal } from "./request.ts";

/** Refuses a column the live table does not have, with the nearest. @throws {GenerateRefusal} */
export function refuseUnknownColumn(live: LiveTable, column: string, word: string): void {
  const names = live.columns.map(({ name }) => name);
  if (names.includes(column)) return;
  const near = nearestWord(column, names);
  throw refusal(
    word,
    `${live.name} has no column ${column}`,
    `${near === null ? "" : `did you mean ${near}? `}it has ${names.join(", ")}`,
  );
}
