import { Migrator } from "../../src/execution/migrator.ts";
import type { ChaosDatabase, Engine } from "./engines/engine.ts";
import { sourceOf } from "../workload.ts";
import { doHere } from "./in_process.ts";
import { type ChaosFile, type Command, textOf } from "./project.ts";
import { compareSnapshots, OWN } from "./snapshot.ts";

/** What stands in the way of a run. */
export interface OpenStatement {
  readonly file: ChaosFile;
  /** From 1. */
  readonly number: number;
  readonly kind: string;
  readonly sql: string;
  readonly direction: "up" | "down";
  readonly id: string;
}

/** What is so: it took effect, it did not (or doing it again changes nothing), or neither. */
export type Truth = "done" | "retry" | "half";

/** The statement an error speaks of; null if it names none. */
export async function openStatement(
  database: ChaosDatabase,
  files: readonly ChaosFile[],
  message: string,
): Promise<OpenStatement | null> {
  const number = Number(/statement (\d+) of/.exec(message)?.[1]);
  const [open] = await database.query(
    `SELECT id AS id, direction AS direction FROM ${OWN}_journal WHERE state <> 'done'`,
  );
  if (open === undefined || !Number.isInteger(number)) return null;
  const id = String(open["id"]);
  const direction = open["direction"] === "down" ? "down" : "up";
  const name = (file: ChaosFile) =>
    file.name.startsWith("R__")
      ? id.startsWith("R__")
      : file.name.startsWith(`${id}_`) && file.name.includes(`.${direction}.`);
  const file = files.find(name);
  const statement = file?.statements[number - 1];
  if (!file || !statement) return null;
  return { file, number, direction, id, ...statement };
}

/**
 * Finds out whether a statement took effect: on a third database everything
 * before it is done, then the statement itself, and what is there is compared
 * with both.
 */
export async function truthOf(
  open: OpenStatement,
  database: ChaosDatabase,
  engine: Engine,
  project: { readonly folder: string; readonly files: readonly ChaosFile[] },
  before: readonly Command[],
): Promise<Truth> {
  const reference = await engine.fresh();
  try {
    for (const command of before) await doHere(reference.url, project.folder, command);
    await upToFile(reference, project.files, open);
    const is = await database.snapshot();
    const texts = open.file.statements.slice(0, open.number).map(({ sql }) => sql);
    const last = texts.pop() as string;
    await reference.onSession(async (session) => {
      for (const sql of texts) await session.query(sql);
    });
    const without = compareSnapshots(is, await reference.snapshot(), "contents");
    if (without.length === 0) return "retry";
    await reference.onSession((session) => session.query(last));
    const withIt = compareSnapshots(is, await reference.snapshot(), "contents");
    return withIt.length === 0 ? "done" : "half";
  } finally {
    await reference.dispose();
  }
}

async function upToFile(
  reference: ChaosDatabase,
  files: readonly ChaosFile[],
  { id, direction }: OpenStatement,
): Promise<void> {
  const versioned = files.filter(({ name }) => !name.startsWith("R__"))
    .map((file) => ({ name: file.name, path: file.name, content: textOf(file) }));
  const migrator = await Migrator.connect(reference.url, { migrations: sourceOf(versioned) });
  try {
    if (!/^\d+$/.test(id)) await migrator.up();
    else {
      const version = direction === "down" ? id : String(Number(id) - 1);
      await migrator.run({ kind: "version", version });
    }
  } finally {
    await migrator.close();
  }
}
