import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, Migrator } from "../../mod.ts";
import { type DatabaseName, databaseNamed } from "../../tests/contract/databases.ts";
import type { Contender, Work } from "../race/contender.ts";
import { traced } from "../traced.ts";
import { sourceOf } from "../workload.ts";
import { clientCall, type RawClient } from "./raw.ts";

/**
 * The raw client on all that dunlin sends for the same work: the migrations
 * with the writes of history and journal around them, taken down once from a
 * run of dunlin's. It shows what that bookkeeping costs the server, whoever
 * sends it.
 */
export function replay(engine: DatabaseName, client: RawClient): Contender {
  /** By project: what was sent, and the name of the database that it was sent to. */
  const recordings = new Map<string, Recording>();
  return {
    name: `${client.name} replaying dunlin`,
    kind: "raw",
    version: client.version,
    remark: () => "the same SQL and dunlin's own writes",
    only: ({ recorded, pending, rows }) => recorded === 0 && pending > 0 && rows === null,
    refusal: () => null,
    write: async (folder, work) => void recordings.set(folder, await record(work)),
    call: (folder, _work, url) => {
      const { sent, database } = recordings.get(folder)!;
      const file = join(folder, "replay.sql");
      writeFileSync(file, sent.replaceAll(database, url.pathname.slice(1)));
      return clientCall(engine, client.program, file, url);
    },
    history: () => "SELECT count(*) AS n FROM dunlin_migrations",
  };
}

interface Recording {
  readonly sent: string;
  readonly database: string;
}

async function record({ engine, migrations }: Work): Promise<Recording> {
  const files = migrations.map(({ n, sql }) => {
    if (typeof sql !== "string") throw new TypeError("Expected migrations that are texts");
    const name = `${n}_bench.up.sql`;
    return { name, path: name, content: sql };
  });
  const fresh = await databaseNamed(engine).fresh();
  try {
    const sent = new Set<{ readonly text: string }>();
    const connection = await connect(fresh.url);
    const over = traced(connection, (_how, text, params) => {
      const message = { text: withValues(text, params) };
      sent.add(message);
      // a look at tables that are not there yet: the client would stop at it
      return () => void sent.delete(message);
    });
    const migrator = await Migrator.over(over, { migrations: sourceOf(files) });
    await migrator.up();
    await connection.close();
    return { sent: [...sent].map(({ text }) => `${text}\n;\n`).join(""), database: fresh.name };
  } finally {
    await fresh.dispose();
  }
}

/** Values in the place of the question marks that stand outside strings. */
function withValues(text: string, params: readonly unknown[]): string {
  if (params.length === 0) return text;
  const left = [...params];
  return text.replaceAll(
    /'(?:[^'\\]|\\.|'')*'|\?/g,
    (part) => part === "?" ? literal(left.shift()) : part,
  );
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return `'${String(value).replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
