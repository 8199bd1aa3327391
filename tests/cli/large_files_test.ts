import assert from "node:assert/strict";
import { fitsSchema } from "./json_schema.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

/** 9 MB: larger than what is held as one text. */
const LARGE = "-- it comes in pieces\n" + "INSERT INTO a VALUES (1234567890);\n".repeat(270_000);

test("migrate --dry-run=sql says how large a large file is, and does not print it", async () => {
  const project = new Project({ ...table(1, "a"), "migrations/2_b.up.sql": LARGE });
  const { code, out, err } = await project.run("migrate", "--dry-run=sql");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(
    out,
    /-- apply migrations\/2_b\.up\.sql\n-- .*2_b\.up\.sql has 9 MB: not shown here\n/,
  );
  assert.ok(out.length < 1000);
});

test("migrate:validate warns of a down that is too large for the history table", async () => {
  const project = new Project({ ...table(1, "a"), "migrations/1_a.down.sql": LARGE });
  const { code, out } = await project.run("validate", "--json");
  assert.equal(code, 0);
  const [warning] = jsonLines(out).filter(({ type }) => type === "warning");
  assert.equal(warning?.["code"], "large-down");
  assert.match(String(warning?.["message"]), /^the down has 9 MB: it is not kept in the history/);
});

test("migrate:validate names what stands in a large file where its bytes are no text", async () => {
  const bytes = new TextEncoder().encode(LARGE);
  bytes[bytes.length - 5] = 0xe9;
  const project = new Project({ ...table(1, "a"), "migrations/2_b.up.sql": bytes });
  const { code, out, err } = await project.run("validate");
  assert.equal(code, 3);
  assert.match(out + err, /byte 0xE9 is not UTF-8[^]*2_b\.up\.sql:270001:31/);
});

test("a manifest carries a large file, and is not stale because of it", async () => {
  const project = new Project({ ...table(1, "a"), "migrations/2_b.up.sql": LARGE });
  assert.equal((await project.run("manifest")).code, 0);
  assert.match(project.read("migrations/mod.ts"), /2_b\.up\.sql/);
  assert.equal((await project.run("manifest", "--check")).code, 0);
  project.write({ "migrations/2_b.up.sql": LARGE.replace("0)", "1)") });
  const stale = await project.run("manifest", "--check");
  assert.equal(stale.code, 3);
  assert.match(stale.out + stale.err, /2_b\.up\.sql has changed/);
});

/** 9 MB in few statements. */
const ROWS = `INSERT INTO a VALUES (1)${", (1234567890)".repeat(700)};\n`.repeat(1000);

for (
  const [how, end, exit] of [["is applied", "", 0], ["fails", "SELECT nowhere;\n", 1]] as const
) {
  test(`migrate --json of a large file that ${how} says lines of the published schema only`, async () => {
    const project = new Project({ ...table(1, "a"), "migrations/2_b.up.sql": ROWS + end });
    const { code, out, err } = await project.run("migrate", "--json");
    assert.deepEqual([code, err], [exit, ""]);
    const lines = jsonLines(out);
    for (const line of lines) fitsSchema(line);
    const last = lines.at(-1);
    assert.equal(last?.["type"], "run_finished");
    assert.deepEqual(last?.["applied"], exit === 0 ? ["1", "2"] : ["1"]);
  });
}
