import { refuseUnknownColumn } from "./refuse_unknown_column.ts";
import type { Grammar } from "./grammar.ts";
import { type Generated, type GeneratedFile, type GenerateRequest, refusal } from "./request.ts";
import { script } from "./script.ts";

const BATCH = 1000;

/**
 * `backfill_x_in_y "lower(name)"`: fills a column where it is null, a batch of
 * rows a transaction, by the order of the key; ended in between, it goes on where it was.
 */
export async function backfill(
  table: string,
  column: string,
  request: GenerateRequest,
): Promise<Generated> {
  const { name, words, grammar } = request;
  if (words.length !== 1) {
    throw refusal(
      name,
      words.length === 0 ? "nobody said what to fill it with" : "a backfill takes one expression",
      `write one SQL expression in quotes: ${name} "lower(name)"`,
    );
  }
  const live = await request.look?.(table) ?? null;
  if (live) refuseUnknownColumn(live, column, name);
  const byKey = grammar.flavor !== "sqlite";
  const keys = live?.columns.filter(({ primaryKey }) => primaryKey) ?? [];
  if (byKey && live && keys.length !== 1) {
    throw refusal(
      name,
      `${table} has no key of one column to go by`,
      "write the batches by hand: migrate:create, and docs/typescript.md",
    );
  }
  const key = keys[0]?.name ?? "id";
  const parts = { table, column, key, value: words[0]! };
  return {
    files: [FILL[grammar.flavor](parts, request)],
    notes: live || grammar.flavor === "sqlite"
      ? []
      : [`it goes by the key ${table}.${key}: change that where it is another`],
  };
}

interface Parts {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  readonly value: string;
}

type Fill = (parts: Parts, request: GenerateRequest) => GeneratedFile;

const FILL: Readonly<Record<Grammar["flavor"], Fill>> = {
  postgres: onPostgres,
  mysql: inSteps,
  mariadb: inSteps,
  sqlite: atOnce,
};

const STAYS = "The values stay; what takes the column away takes them with it.";

// one writer has the file to itself anyway
function atOnce(
  { table, column, value }: Parts,
  { name, grammar }: GenerateRequest,
): GeneratedFile {
  const { quote } = grammar;
  return {
    name,
    up: script(["Only rows without a value are touched."], [
      `UPDATE ${quote(table)} SET ${quote(column)} = ${value} WHERE ${quote(column)} IS NULL`,
    ]),
    down: script([STAYS], []),
  };
}

// A TypeScript migration is one transaction here; a DO block may commit in between.
function onPostgres(
  { table, column, key, value }: Parts,
  { name, grammar }: GenerateRequest,
): GeneratedFile {
  const { quote } = grammar;
  const body = `DO $backfill$
DECLARE
  backfill_done ${quote(table)}.${quote(key)}%TYPE;
  backfill_upto ${quote(table)}.${quote(key)}%TYPE;
BEGIN
  LOOP
    SELECT max(batch.key) INTO backfill_upto FROM (
      SELECT ${quote(key)} AS key FROM ${quote(table)}
      WHERE ${quote(column)} IS NULL AND (backfill_done IS NULL OR ${quote(key)} > backfill_done)
      ORDER BY ${quote(key)} LIMIT ${BATCH}
    ) AS batch;
    EXIT WHEN backfill_upto IS NULL;
    UPDATE ${quote(table)} SET ${quote(column)} = ${value}
    WHERE ${quote(column)} IS NULL AND (backfill_done IS NULL OR ${
    quote(key)
  } > backfill_done) AND ${quote(key)} <= backfill_upto;
    backfill_done := backfill_upto;
    COMMIT;
  END LOOP;
END
$backfill$`;
  return {
    name,
    up: "-- dunlin: no-transaction\n" + script([
      `Each ${BATCH} rows are a transaction of their own, so nobody waits long for them. Only rows ` +
      "without a value are touched: if the run is ended in between, it may be run again " +
      "(migrate:resolve --retry).",
    ], [body]),
    down: script([STAYS], []),
  };
}

function inSteps(
  { table, column, key, value }: Parts,
  { name, grammar }: GenerateRequest,
): GeneratedFile {
  const { quote } = grammar;
  const text = (sql: string) =>
    sql.replaceAll("\\", "\\\\").replaceAll("`", "\\`")
      .replaceAll("${", "\\${");
  const [t, c, k, v] = [quote(table), quote(column), quote(key), value].map(text);
  return {
    name,
    code: `import type { MigrationDatabase } from "@dunlin/dunlin";

// Each ${BATCH} rows are a step, with its mark in the same transaction: a run that is ended in
// between goes on with the first batch that is not done. Only rows without a value are touched.
export async function up(db: MigrationDatabase): Promise<void> {
  let done: string | number | null = null;
  for (let batch = 1;; batch++) {
    const behind: string = done === null ? "" : \`AND ${k} > ?\`;
    const params: (string | number)[] = done === null ? [] : [done];
    const rows = await db.query<{ batch_key: string | number }>(
      \`SELECT ${k} AS batch_key FROM ${t} WHERE ${c} IS NULL \${behind} ORDER BY ${k} LIMIT ${BATCH}\`,
      params,
    );
    const last = rows.at(-1)?.batch_key;
    if (last === undefined) return;
    await db.step(\`batch \${batch}\`, async () => {
      await db.query(
        \`UPDATE ${t} SET ${c} = ${v} WHERE ${c} IS NULL \${behind} AND ${k} <= ?\`,
        [...params, last],
      );
      done = last; // a step that an earlier run has finished is not called: its rows are not asked again
    });
  }
}

// ${STAYS}
export function down(): void {}
`,
  };
}
