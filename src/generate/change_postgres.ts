import type { Change, ChangeRequest } from "./change_columns.ts";
import type { Named } from "./column.ts";
import { constraintName } from "./constraint_name.ts";
import { notValid, validateFile } from "./postgres_steps.ts";
import type { Generated, GeneratedFile } from "./request.ts";
import { alterTable, script, unknownDown } from "./script.ts";

const REWRITES =
  "A change of type may rewrite the table, and nobody can use it meanwhile; a longer " +
  "varchar, or text for it, does not.";

interface Sides {
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** Of the down side, what is not known. */
  readonly unknown: readonly string[];
}

/** Types and defaults in one file; `required` in three: for new rows, a check of the old ones, then NOT NULL. */
export function changeOnPostgres(
  changes: readonly Change[],
  request: ChangeRequest,
): Generated {
  const { name, table, grammar } = request;
  const { quote } = grammar;
  const sides = changes.map((change) => sidesOf(change, request));
  const up = sides.flatMap((side) => side.up);
  const down = sides.flatMap((side) => side.down);
  const unknown = sides.flatMap((side) => side.unknown);
  const comments = commentSides(changes, request);
  const closed = changes.filter(({ column, live }) =>
    column.field.nullable === false && live?.nullable !== false
  );
  const typed = changes.some(({ column }) => column.type !== "");
  const plain = up.length + comments.up.length > 0;
  const alter = (list: readonly string[]) =>
    list.length === 0 ? [] : [alterTable(quote(table), list)];
  const first: GeneratedFile = {
    name,
    up: script(typed ? [REWRITES] : [], [...alter(up), ...comments.up]),
    down: unknown.length > 0
      ? unknownDown(
        `nobody knows yet what ${changes.map(({ column }) => column.name).join(" and ")} was`,
        [...alter([...down, ...unknown]).map((text) => `${text};`)],
      )
      : script([], [...alter(down), ...comments.down]),
  };
  return {
    files: [
      ...(plain ? [first] : []),
      ...(closed.length === 0
        ? []
        : closeColumns(plain ? `${name}_not_null` : name, closed, request)),
    ],
    notes: unknown.length > 0 ? [`fill in the down side: what ${table} had is not known`] : [],
  };
}

function sidesOf({ column, live }: Change, { grammar }: ChangeRequest): Sides {
  const { field, type } = column;
  const alter = `ALTER COLUMN ${grammar.quote(column.name)}`;
  const up: string[] = [];
  const down: string[] = [];
  const unknown: string[] = [];
  const setsDefault = field.defaultSql !== null;
  const oldDefault = live?.defaultSql ?? null;
  // a default of the old type may not fit the new one
  const swaps = type !== "" && live !== null && oldDefault !== null && setsDefault;
  if (swaps) up.push(`${alter} DROP DEFAULT`);
  if (type !== "") {
    const collate = field.collation === null ? "" : ` COLLATE "${field.collation}"`;
    const using = grammar.quote(column.name);
    up.push(`${alter} TYPE ${type}${collate} USING ${using}::${type}`);
    if (live) down.push(`${alter} TYPE ${live.type} USING ${using}::${live.type}`);
    else unknown.push(`${alter} TYPE … USING ${using}::…`);
  }
  if (setsDefault) {
    up.push(
      column.defaultSql === null
        ? `${alter} DROP DEFAULT`
        : `${alter} SET DEFAULT ${column.defaultSql}`,
    );
    if (type !== "" && column.defaultSql !== null) down.unshift(`${alter} DROP DEFAULT`);
    if (oldDefault !== null) down.push(`${alter} SET DEFAULT ${oldDefault}`);
    else if (live === null) unknown.push(`${alter} SET DEFAULT …`);
    else if (!down.includes(`${alter} DROP DEFAULT`)) down.push(`${alter} DROP DEFAULT`);
  }
  if (field.nullable === true && live?.nullable !== true) {
    up.push(`${alter} DROP NOT NULL`);
    down.push(`${alter} SET NOT NULL`);
  }
  return { up: swaps ? up.filter(once) : up, down, unknown };
}

function once(text: string, at: number, all: readonly string[]): boolean {
  return all.indexOf(text) === at;
}

function commentSides(
  changes: readonly Change[],
  { grammar, table }: ChangeRequest,
): { readonly up: readonly string[]; readonly down: readonly string[] } {
  const commented = changes.filter(({ column }) => column.field.comment !== null);
  const say = (name: string, text: string | null) =>
    `COMMENT ON COLUMN ${grammar.quote(table)}.${grammar.quote(name)} IS ${
      text === null ? "NULL" : grammar.literal(text)
    }`;
  return {
    up: commented.map(({ column }) => say(column.name, column.field.comment)),
    down: commented.map(({ column, live }) => say(column.name, live?.comment ?? null)),
  };
}

function closeColumns(
  name: string,
  closed: readonly Change[],
  { table, grammar }: ChangeRequest,
): readonly GeneratedFile[] {
  const { quote } = grammar;
  const checks = closed.map(({ column }): Named => ({
    name: constraintName(grammar, table, column.name, "present", "check"),
    sql: `CHECK (${quote(column.name)} IS NOT NULL)`,
  }));
  const each = (change: string) =>
    closed.map(({ column }) => `ALTER COLUMN ${quote(column.name)} ${change}`);
  return [
    {
      name,
      up: script(["New rows must have a value from here on; old ones are looked at later."], [
        alterTable(quote(table), checks.map((one) => notValid(one, grammar))),
      ]),
      down: script([], [
        alterTable(quote(table), checks.map((one) => `DROP CONSTRAINT ${quote(one.name)}`)),
      ]),
    },
    validateFile(`${name}_validate`, table, checks, grammar),
    {
      name: `${name}_finish`,
      up: script(["The check has proved it: no row is read again."], [
        alterTable(quote(table), each("SET NOT NULL")),
        alterTable(quote(table), checks.map((one) => `DROP CONSTRAINT ${quote(one.name)}`)),
      ]),
      down: script([], [
        alterTable(
          quote(table),
          checks.map((one) => `ADD CONSTRAINT ${quote(one.name)} ${one.sql}`),
        ),
        alterTable(quote(table), each("DROP NOT NULL")),
      ]),
    },
  ];
}
