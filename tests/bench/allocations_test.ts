import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Per pending migration of one `CREATE TABLE`: text, tokens, plan, messages, events. */
const MOST_BYTES = 80_000;

const runsOnV8 = process.versions["bun"] === undefined;
const skip = runsOnV8 ? false : "only V8 says how much was allocated";

/** Bytes put on the heap by a run of so many pending migrations, none of them collected. */
function allocated(pending: number): number {
  const young = ["--min-semi-space-size=256", "--max-semi-space-size=256"];
  const flags = process.versions["deno"] === undefined
    ? young
    : ["run", "--allow-all", "--quiet", `--v8-flags=${young.join(",")}`];
  const script = fileURLToPath(new URL("./allocate.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, script, String(pending)],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  return Number(stdout);
}

test(`a pending migration puts at most ${MOST_BYTES} bytes on the heap`, { skip }, () => {
  const each = allocated(1000) / 1000;
  assert.ok(each <= MOST_BYTES, `${Math.round(each)} bytes`);
});

test("twice as many pending migrations allocate twice as much, and no more", { skip }, () => {
  const [one, two] = [allocated(500), allocated(1000)];
  assert.ok(two / one < 2.3, `${one} and then ${two} bytes`);
});
