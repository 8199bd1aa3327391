/**
 * One run of a folder whose files count as large from a kilobyte on, in a
 * process of its own: `runner.ts URL FOLDER`. Says a line whenever a part of a
 * file has ended, and how it went.
 *
 * @module
 */

import process from "node:process";
import { Migrator } from "../../../src/execution/migrator.ts";
import { directoryWithLimit } from "../../../src/sources/directory.ts";

const [url = "", folder = ""] = process.argv.slice(2);
const say = (word: unknown) => process.stdout.write(`${JSON.stringify(word)}\n`);

const migrator = await Migrator.connect(url, {
  migrations: directoryWithLimit(folder, {}, 1000),
  largeCuts: { sliceUnits: 60_000, unitUnits: 300_000 },
});
say(
  await migrator.up({
    onStatement: ({ bytes = 0 }) => say({ bytes }),
    onEvent: ({ type }) => say({ type }),
  }),
);
await migrator.close();
