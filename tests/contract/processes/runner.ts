/**
 * One run in a process of its own, for tests that start several or kill one:
 * `runner.ts URL FOLDER`. Says `ready`, waits for a line, runs, says how it went.
 *
 * @module
 */

import process from "node:process";
import { Migrator } from "../../../src/execution/migrator.ts";

const [url = "", folder = ""] = process.argv.slice(2);
const say = (word: unknown) => process.stdout.write(`${JSON.stringify(word)}\n`);

say("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
try {
  const migrator = await Migrator.connect(url, { migrations: folder, lockWaitSeconds: 60 });
  say(await migrator.up({ onEvent: (event) => say(event.type) }));
  await migrator.close();
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  say({ code, message });
}
// stdin, which this waited at, would keep the process alive
process.stdout.write("", () => process.exit());
