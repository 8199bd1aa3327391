import assert from "node:assert/strict";
import { step } from "../step.ts";
import type { World } from "../world.ts";

/** What the database holds, seen by a session beside the program. */
export const DATABASE_STEPS = [
  step(/the tables? "([^"]+)" (?:is|are) there/, async (world, names) => {
    for (const name of names!.split(", ")) {
      assert.ok(await world.exists(name), `${name} is not there`);
    }
  }),
  step(/the table "(\w+)" is not there/, async (world, name) => {
    assert.ok(!await world.exists(name!), `${name} is there`);
  }),
  step(/the column "(\w+)" of "(\w+)" is (there|not there)/, async (world, column, name, there) => {
    assert.ok(await world.exists(name!), `${name} is not there`);
    const found = await world.query(`SELECT ${column} FROM ${name}`).then(() => true, () => false);
    assert.equal(found, there === "there");
  }),
  step(/the table "(\w+)" holds (\d+) rows?/, async (world, name, count) => {
    const [row] = await world.query(`SELECT COUNT(*) AS n FROM ${name}`);
    assert.equal(Number(row?.["n"]), Number(count));
  }),
  step(/the table "(\w+)" gets a row/, async (world, name) => {
    await world.query(`INSERT INTO ${name} (id) VALUES (1)`);
  }),
  step(/the query "([^"]+)" answers "([^"]*)"/, async (world, sql, answer) => {
    const [row] = await world.query(sql!);
    assert.equal(String(Object.values(row ?? {})[0]), answer);
  }),
  step(/the history holds "([^"]*)"/, (world, versions) => {
    return holds(world, "dunlin_migrations", versions!);
  }),
  step(/the history in "(\w+)" holds "([^"]*)"/, (world, history, versions) => {
    return holds(world, history!, versions!);
  }),
  step(/nothing in the database has changed/, async (world) => {
    assert.equal(await world.content(), world.before);
  }),
];

async function holds(world: World, history: string, versions: string): Promise<void> {
  const rows = await world.query(`SELECT version FROM ${history} ORDER BY sequence`);
  assert.equal(rows.map(({ version }) => version).join(", "), versions);
}
