/**
 * Prints how many bytes a run of so many pending migrations has put on the
 * heap, against a server that is not there: what is counted is dunlin's own.
 * It has to be started with a young generation so large that nothing is
 * collected meanwhile.
 *
 * @module
 */

import process from "node:process";
import { type Connection, Migrator, type Row } from "../../mod.ts";
import { createTable, filesOf, sourceOf } from "../../bench/workload.ts";

const FENCE: Row = {
  part: "F",
  c1: "1",
  c2: "1",
  c3: "1",
  c4: "public",
  c5: "bench",
  c6: "7",
  c7: "0",
  c8: "on",
  c9: null,
  // the history has no rows
  c10: "0",
  c11: null,
};

/** Says yes to everything; `text` is only looked at as far as its answers are counted. */
const agreeable: Connection = {
  server: { product: "postgres", version: "18.0", connectionId: "7" },
  description: "postgres://bench@nowhere/bench",
  onNotice: null,
  query: ({ text }) => Promise.resolve([text.includes("AS part") ? FENCE : { acquired: true }]),
  send: (text, hooks) => {
    const statements = text.split("\n;\n").flatMap((part) => part.split(";\n"));
    for (const [index, statement] of statements.entries()) {
      const kept = hooks?.keepRows?.(index) === true;
      const tag = /COMMIT$/.test(statement) ? "COMMIT" : "SELECT 1";
      hooks?.onResult?.({ index, tag, ...(kept ? { rows: [FENCE] } : {}) });
    }
    return Promise.resolve();
  },
  close: () => Promise.resolve(),
};

const count = Number(process.argv[2]);
const migrations = sourceOf(filesOf(count, createTable));
const migrator = await Migrator.over(agreeable, { migrations });
const before = process.memoryUsage().heapUsed;
const { applied } = await migrator.up();
const after = process.memoryUsage().heapUsed;
if (applied.length !== count) throw new Error(`${applied.length} applied instead of ${count}`);
process.stdout.write(`${after - before}\n`);
