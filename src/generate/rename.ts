import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import { refuseTakenColumn, refuseTakenTable } from "./refuse_taken.ts";
import type { Generated, GenerateRequest } from "./request.ts";
import { script } from "./script.ts";

const SLOWLY =
  "Programs that know the old name fail from here on: where some still run, add the new one " +
  "beside it, and take the old one away with a later release.";

/** `rename_x_to_y_in_z` */
export async function renameColumn(
  table: string,
  from: string,
  to: string,
  request: GenerateRequest,
): Promise<Generated> {
  const { quote } = request.grammar;
  const live = await request.look?.(table) ?? null;
  if (live) {
    refuseUnknownColumn(live, from, request.name);
    refuseTakenColumn(live, to, request.name);
  }
  const rename = (a: string, b: string) =>
    `ALTER TABLE ${quote(table)} RENAME COLUMN ${quote(a)} TO ${quote(b)}`;
  return {
    files: [{
      name: request.name,
      up: script([SLOWLY], [rename(from, to)]),
      down: script([], [rename(to, from)]),
    }],
    notes: [],
  };
}

/** `rename_x_to_y` */
export async function renameTable(
  from: string,
  to: string,
  request: GenerateRequest,
): Promise<Generated> {
  await refuseTakenTable(to, request);
  const { quote } = request.grammar;
  const rename = (a: string, b: string) => `ALTER TABLE ${quote(a)} RENAME TO ${quote(b)}`;
  return {
    files: [{
      name: request.name,
      up: script([SLOWLY], [rename(from, to)]),
      down: script([], [rename(to, from)]),
    }],
    notes: [],
  };
}
