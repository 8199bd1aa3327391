import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { RunResult } from "../../src/execution/run.ts";
import { largeInMemory } from "../execution/large/large_in_memory.ts";
import { databases } from "./databases.ts";
import { atEveryGap } from "./every_gap.ts";
import { on, type Project } from "./project.ts";

/** Written by the dump programs themselves, with triggers, views, routines and events. */
const DUMPS: Readonly<Record<string, string>> = {
  mysql: "mysql-mysqldump",
  mariadb: "mariadb-mariadb_dump",
};
const FILE = "1_dump.up.sql";
const BAD = "INSERT INTO nowhere VALUES (1);\n";
/** Lines before which a statement may be put: no DELIMITER is in force there. */
const PLACES =
  /^(?=LOCK TABLES|UNLOCK|INSERT|DROP TABLE|CREATE TABLE|\/\*!40000 ALTER|\/\*!50001 DROP VIEW|\/\*!40103 SET TIME_ZONE=@|\/\*!40014 SET|\/\*!40111 SET SQL_NOTES=@)/gm;

function dumpOf(name: string): string {
  const url = new URL(`../golden/split/${DUMPS[name]}/input.sql`, import.meta.url);
  // what counts as large in a test has a head that ends early
  return `DO 0;\n${readFileSync(url, "utf8")}`;
}

/** What is there, and the settings under which it was made. */
async function made(project: Project): Promise<unknown> {
  const tables = await project.column(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() " +
      "AND table_name NOT LIKE 'dunlin%' ORDER BY table_name",
  );
  const found: unknown[] = [tables];
  for (const table of tables) {
    found.push(await project.query(`SELECT * FROM \`${table}\``));
    const [row = {}] = await project.query(`SHOW CREATE TABLE \`${table}\``);
    found.push(Object.values(row).join("\n").replaceAll(/`dunlin_\w+`\./g, ""));
  }
  for (const [kind, named, schema] of KINDS) {
    found.push(
      await project.query(
        `SELECT ${named} AS name, sql_mode AS mode, character_set_client AS charset ` +
          `FROM information_schema.${kind} WHERE ${schema} = DATABASE() ORDER BY ${named}`,
      ),
    );
  }
  return found;
}

const KINDS = [
  ["triggers", "trigger_name", "trigger_schema"],
  ["routines", "routine_name", "routine_schema"],
  ["events", "event_name", "event_schema"],
] as const;

type Up = (project: Project, text: string, options?: { url: string }) => Promise<RunResult>;

for (const database of databases.filter(({ name }) => name in DUMPS)) {
  const { name, skip } = database;
  const dump = dumpOf(name);
  const places = [...dump.matchAll(PLACES)].map(({ index }) => index);
  const whole: Up = (project, text, options) => {
    project.files = { [FILE]: text };
    return project.up(options);
  };
  const streamed: Up = (project, text, options) =>
    project.up({
      ...options,
      migrations: largeInMemory({ [FILE]: text }),
      largeCuts: { sliceUnits: 300, unitUnits: 900 },
    });

  describe(`${name}: the file of a dump program`, { skip }, () => {
    for (const [what, up] of [["held", whole], ["streamed", streamed]] as const) {
      test(
        `that is ${what} goes on wherever it stopped, once what is left was mended`,
        on(database, async (project) => {
          const undisturbed: unknown[] = [];
          await on(database, async (other) => {
            await up(other, dump);
            undisturbed.push(await made(other));
          })();
          assert.ok(places.length > 15, `${places.length} places`);
          for (const at of places) {
            const bad = `${dump.slice(0, at)}${BAD}${dump.slice(at)}`;
            const error = await project.failure(up(project, bad));
            assert.equal(error.code, "migration-failed", `${at}: ${error.message}`);
            assert.match(error.next ?? "", /it goes on from there|run the same command again/);
          }
          assert.deepEqual((await up(project, dump)).applied, ["1"]);
          assert.deepEqual([await made(project)], undisturbed);
          assert.deepEqual(await project.journal(), []);
        }),
      );

      // each takes half a minute: one way on each server
      if ((what === "held") !== (name === "mysql")) continue;
      test(`that is ${what} is done once, wherever the link breaks`, async () => {
        let undisturbed: unknown;
        await atEveryGap(database, 4, async (project, { url }) => {
          const options = { url, retries: 8, lockWaitSeconds: 30 };
          assert.deepEqual((await up(project, dump, options)).applied, ["1"]);
          undisturbed ??= await made(project);
          assert.deepEqual(await made(project), undisturbed);
        });
      });
    }
  });
}
