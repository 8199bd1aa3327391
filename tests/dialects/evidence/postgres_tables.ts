import { databaseNamed, type FreshDatabase, type RawSession } from "../../contract/databases.ts";

const TABLES = `
  CREATE SCHEMA shop;
  CREATE SCHEMA "Odd ""one""";
  CREATE TABLE t (id int PRIMARY KEY, a int, b text, "C d" text, e jsonb);
  CREATE TABLE shop.t (id int PRIMARY KEY, a int);
  CREATE TABLE "Odd ""one"""."T'able" ("co""l" int);
  CREATE INDEX old ON t (a);
  CREATE INDEX old ON shop.t (a);
  CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
  CREATE TABLE p (a int) PARTITION BY LIST (a);
  CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
  CREATE TABLE "p 2" PARTITION OF p FOR VALUES IN (2);
  INSERT INTO t SELECT n, n, 'x', 'y', '{}' FROM generate_series(1, 20) n;
`;

/** Runs a test in a database with tables, indexes, and partitions in schemas of every kind. */
export async function inDatabase(work: (fresh: FreshDatabase) => Promise<void>): Promise<void> {
  const fresh = await databaseNamed("postgres").fresh();
  try {
    await fresh.raw.query(TABLES);
    await work(fresh);
  } finally {
    await fresh.dispose();
  }
}

/** How a statement is kept waiting, and for how long. */
export interface Waiting {
  /** What another transaction has done, and waits with its end. */
  readonly held: readonly string[];
  /** A condition that is true once it waits where it is meant to, and not for something else. */
  readonly until: string;
  readonly end: "cancel" | "let it end";
}

/** Has a statement wait in a session of its own, and looks at what is so meanwhile. */
export async function waitingOn(
  { raw, session }: FreshDatabase,
  statement: string,
  { held, until, end }: Waiting,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const [holder, worker] = [await session(), await session()];
  const [row] = await worker.query("SELECT pg_backend_pid() AS pid");
  const pid = Number(row?.["pid"]);
  await holder.query("BEGIN");
  for (const text of held) await holder.query(text);
  let over = false;
  const outcome = worker.query(statement).then(() => null, (error: Error) => error)
    .finally(() => over = true);
  try {
    while (!over && !(await isWaiting(raw, pid, until))) { /* asks again */ }
    if (!over) await meanwhile();
    if (end === "cancel") await raw.query("SELECT pg_cancel_backend($1)", [pid]);
    else await holder.query("COMMIT");
    const error = await outcome;
    const asMeant = (error === null) === (end === "let it end");
    if (!asMeant) throw error ?? new Error(`it did not wait: ${statement}`);
  } finally {
    await holder.close();
    await worker.close();
  }
}

async function isWaiting(raw: RawSession, pid: number, until: string): Promise<boolean> {
  const waits = `EXISTS (SELECT 1 FROM pg_locks WHERE pid = ${pid} AND NOT granted)`;
  const rows = await raw.query(`SELECT 1 WHERE ${waits} AND (${until})`);
  return rows.length > 0;
}
