import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { table } from "../../cli/project.ts";
import { step } from "../step.ts";
import type { World } from "../world.ts";

/** What stands in the project's folder before, and what a command left there. */
export const FILE_STEPS = [
  step(/the migration "(\d+)_(\w+)" makes the table "(\w+)"/, (world, version, name, made) => {
    const { [`migrations/${version}_${made}.up.sql`]: up, ...rest } = table(version!, made!);
    world.project.write({
      [`migrations/${version}_${name}.up.sql`]: up!,
      [`migrations/${version}_${name}.down.sql`]: Object.values(rest)[0]!,
    });
  }),
  step(/the migration "(\w+)" holds/, (world, name, text) => {
    world.project.write({ [`migrations/${name}.up.sql`]: `${text}\n` });
  }),
  step(/the file "([^"]+)" holds/, (world, path, text) => {
    const { name } = world.database;
    world.project.write({ [path!.replace("<dialect>", name)]: `${text}\n` });
  }),
  step(/the file "([^"]+)" is removed/, (world, path) => rmSync(world.project.path(path!))),
  step(/the file "([^"]+)" is as it was, with Windows line ends/, (world, path) => {
    const [made] = /[a-z]+(?=\.up\.sql$)/.exec(path!) ?? [];
    const text = table(1, made!)[`migrations/1_${made}.up.sql`]!;
    world.project.write({ [path!]: text.replaceAll("\n", "\r\n") });
  }),
  step(/an empty folder "([^"]+)"/, (world, path) => {
    mkdirSync(world.project.path(path!), { recursive: true });
  }),
  step(
    /the migration "(\w+)" inserts (\d+) rows into "(\w+)", a statement each/,
    (world, name, count, into) => {
      const lines = Array.from(
        { length: Number(count) },
        (_, row) => `INSERT INTO ${into} (id) VALUES (${row});`,
      );
      world.project.write({ [`migrations/${name}.up.sql`]: lines.join("\n") + "\n" });
    },
  ),
  step(/there is one file like "migrations\/<now>_([^"]+)"/, (world, rest) => {
    const found = inFolder(world).filter((name) => name.endsWith(`_${rest}`));
    assert.equal(found.length, 1, `found ${found.join(", ")}`);
    const [digits] = /^\d{14}(?=_)/.exec(found[0]!) ?? [];
    assert.ok(digits, `${found[0]} does not begin with a time`);
    const time = Date.parse(
      digits.replace(/(....)(..)(..)(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z"),
    );
    assert.ok(Math.abs(Date.now() - time) < 120_000, `${found[0]} is not the time in UTC`);
  }),
  step(/the new (up|down) file has a comment/, (world, direction) => {
    const [name] = inFolder(world).filter((file) => file.endsWith(`.${direction}.sql`));
    assert.match(world.project.read(`migrations/${name}`), /^-- \S/m);
  }),
  step(/the folder "migrations" holds (\d+) versions/, (world, count) => {
    const versions = inFolder(world).filter((name) => name.endsWith(".up.sql")).map((name) =>
      name.split("_")[0]
    );
    assert.equal(new Set(versions).size, Number(count), versions.join(", "));
  }),
  step(/the manifest names "([^"]+)"/, (world, name) => {
    assert.ok(world.project.read("migrations/mod.ts").includes(name!));
  }),
];

function inFolder(world: World): readonly string[] {
  return readdirSync(world.project.path("migrations")).sort();
}
