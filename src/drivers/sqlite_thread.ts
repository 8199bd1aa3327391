import { behindStatement } from "./behind_statement.ts";
import { giveBackMemory, isOwnProcess } from "./give_back.ts";
import {
  openSqliteSession,
  type SqliteReply,
  type SqliteRequest,
  type SqliteSession,
  sqliteSession,
} from "./sqlite_session.ts";
import { withoutExperimentalWarning } from "./sqlite_module.ts";

/** What answers requests: this thread, or another. */
export interface SqliteWorkplace {
  readonly version: string;
  answer(request: SqliteRequest): Promise<SqliteReply>;
}

/** The session in this thread: it blocks while a statement runs. */
export function inThisThread(session: SqliteSession): SqliteWorkplace {
  return {
    version: session.version,
    answer: (request) => Promise.resolve(session.answer(request)),
  };
}

/** UTF-16 units of SQL after which the thread gives back, where the process is its own, what it used for them. */
const GIVE_BACK_UNITS = 3 << 20;

type Message = { readonly version: string } | SqliteReply | { readonly thrown: string };

/**
 * Opens the file in a worker thread of its own, so that this one stays awake.
 * The worker's code is text, made from {@linkcode openSqliteSession}: a file
 * beside this one would be missing from bundles and compiled programs.
 *
 * @throws {Error} If the runtime gives no thread, or the file does not open there.
 */
export async function inWorkerThread(path: string, readOnly: boolean): Promise<SqliteWorkplace> {
  // a run that only reads needs no thread, and Bun takes ten milliseconds to load what makes one
  const { Worker } = await import("node:worker_threads");
  // a flag that a thread sets is its whole process's
  const workerData = { path, readOnly, givesBack: isOwnProcess() };
  const worker = new Worker(workerSource(), { eval: true, workerData });
  let settle: { resolve(message: Message): void; reject(error: unknown): void } | null = null;
  let ended: Error | null = null;
  const hear = (message: Message) => settle?.resolve(message);
  const end = (error: Error) => {
    ended ??= error;
    settle?.reject(ended);
  };
  worker.on("message", hear);
  worker.on("error", end);
  worker.on("exit", () => end(new Error("the SQLite thread has ended")));
  const next = async (): Promise<Message> => {
    if (ended !== null) throw ended;
    try {
      return await new Promise<Message>((resolve, reject) => settle = { resolve, reject });
    } finally {
      settle = null;
    }
  };
  const first = await next();
  if ("thrown" in first) {
    await worker.terminate();
    throw new Error(first.thrown);
  }
  return {
    version: (first as { version: string }).version,
    async answer(request) {
      const answered = next();
      if (ended === null) worker.postMessage(request);
      const reply = await answered as SqliteReply | { readonly thrown: string };
      if (request.kind === "close") await worker.terminate();
      if ("thrown" in reply) throw new Error(reply.thrown);
      return reply;
    },
  };
}

function workerSource(): string {
  return `"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const withoutExperimentalWarning = ${withoutExperimentalWarning.toString()};
const openSqliteSession = ${openSqliteSession.toString()};
const sqliteSession = ${sqliteSession.toString()};
const behindStatement = ${behindStatement.toString()};
const giveBackMemory = ${giveBackMemory.toString()};
const used = workerData.givesBack
  ? giveBackMemory({ v8: require("node:v8"), vm: require("node:vm"), process }, ${GIVE_BACK_UNITS})
  : () => {};
const say = (act) => {
  try { parentPort.postMessage(act()); }
  catch (error) { parentPort.postMessage({ thrown: String(error && error.message || error) }); }
};
let session;
say(() => {
  const sqlite = withoutExperimentalWarning(process, () => require("node:sqlite"));
  const { path, readOnly } = workerData;
  session = openSqliteSession(sqlite, sqliteSession, behindStatement, path, readOnly);
  return { version: session.version };
});
parentPort.on("message", (request) => {
  say(() => session.answer(request));
  used(typeof request.text === "string" ? request.text.length : 0);
});
`;
}
