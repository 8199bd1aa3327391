/**
 * Says whether a SQLite statement that runs for long leaves the main thread
 * awake: `isolate()`, in a program of its own.
 *
 * @module
 */

import process from "node:process";
import { connect, DriverError } from "../../mod.ts";

const COUNT_FOR_LONG =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) " +
  "SELECT count(*) FROM n";

const connection = await connect("sqlite:isolated.db", { create: true });
const notices: string[] = [];
connection.onNotice = ({ message }) => void notices.push(message);
try {
  await connection.isolate?.();
  const statement = connection.send(COUNT_FOR_LONG).then(() => "the statement");
  const timer = new Promise<string>((resolve) => setTimeout(() => resolve("the timer"), 0));
  const first = await Promise.race([statement, timer]);
  await statement;
  process.stdout.write(JSON.stringify({ first, notices }) + "\n");
} catch (error) {
  if (!(error instanceof DriverError)) throw error;
  process.stdout.write(JSON.stringify({ kind: error.kind, message: error.message }) + "\n");
} finally {
  await connection.close();
}
