import assert from "node:assert/strict";
import { test } from "node:test";
import type { Right } from "../../../src/dialects/checkup/checkup.ts";
import { parseDatabaseUrl } from "../../../src/drivers/database_url.ts";
import { DunlinError } from "../../../src/errors.ts";
import { checkClock } from "../../../src/cli/doctor/clock.ts";
import { checkConfiguration } from "../../../src/cli/doctor/configuration.ts";
import { checkConnection } from "../../../src/cli/doctor/connection.ts";
import { failed } from "../../../src/cli/doctor/failed.ts";
import { checkMigrations } from "../../../src/cli/doctor/migrations.ts";
import { checkOwnTables } from "../../../src/cli/doctor/own_tables.ts";
import { checkPermissions } from "../../../src/cli/doctor/permissions.ts";
import { renderChecks } from "../../../src/cli/doctor/render.ts";
import { checkRights } from "../../../src/cli/doctor/rights.ts";
import { checkRuntime } from "../../../src/cli/doctor/runtime.ts";
import { checkServer } from "../../../src/cli/doctor/server.ts";
import { wantedPermissions } from "../../../src/cli/doctor/wanted_permissions.ts";
import { DEFAULT_SETTINGS } from "../../../src/cli/settings.ts";
import type { MigrationStatus } from "../../../src/plan/state.ts";

for (
  const [versions, verdict] of [
    [{ node: "24.1.0", deno: "2.9.6" }, "ok"],
    [{ node: "24.1.0", deno: "2.7.14" }, "problem"],
    [{ node: "24.1.0", deno: "3.0.0" }, "ok"],
    [{ node: "24.1.0", bun: "1.3.9" }, "problem"],
    [{ node: "24.1.0", bun: "1.4.0" }, "ok"],
    [{ node: "22.18.0" }, "ok"],
    [{ node: "22.9.1" }, "problem"],
    [{ node: "20.19.0" }, "problem"],
  ] as const
) {
  test(`runtime ${JSON.stringify(versions)}: ${verdict}`, () =>
    assert.equal(checkRuntime(versions, "1").verdict, verdict));
}

test("a runtime too old is told which one to take", () =>
  assert.match(checkRuntime({ deno: "2.0.0" }, "1").next ?? "", /Deno 2\.8 or newer/));

for (
  const [product, version, banner, verdict] of [
    ["postgres", "18.4", "PostgreSQL 18.4 on x", "ok"],
    ["postgres", "14.0", null, "ok"],
    ["postgres", "13.22", null, "problem"],
    ["postgres", "19beta1", null, "ok"],
    ["postgres", "15.0", "CockroachDB CCL v24", "warning"],
    ["postgres", "15.2", "PostgreSQL 15.2-YB-2.25", "warning"],
    ["mysql", "8.0.21", null, "ok"],
    ["mysql", "5.7.44", null, "problem"],
    ["mysql", "8.0.11", "8.0.11-TiDB-v8.5.0 TiDB Server", "warning"],
    ["mariadb", "10.11.19-MariaDB", null, "ok"],
    ["mariadb", "10.5.9-MariaDB", null, "problem"],
    ["mariadb", "11.0.2-MariaDB", null, "ok"],
    ["sqlite", "3.40.1", null, "ok"],
  ] as const
) {
  test(`server ${product} ${version} ${banner ?? ""}: ${verdict}`, () =>
    assert.equal(checkServer({ product, version }, banner, false).verdict, verdict));
}

test("a replica is a problem, whatever its version", () => {
  const check = checkServer({ product: "postgres", version: "18.4" }, null, true);
  assert.equal(check.verdict, "problem");
  assert.match(check.next ?? "", /the server that takes writes/);
});

const wanted = wantedPermissions(
  { dir: { value: "migrations", origin: "" }, configFile: null },
  parseDatabaseUrl("postgres://a@db.example/b", { env: {} }),
  false,
);

test("permissions: those missing are named by their flags, and what is lost without", () => {
  const check = checkPermissions(wanted, ({ name }) => name === "net" ? "prompt" : "granted");
  assert.equal(check.verdict, "problem");
  assert.equal(check.next, "run Deno with --allow-net=db.example:5432");
  assert.deepEqual(check.more, [
    "--allow-net=db.example:5432: no session with the database is had",
  ]);
});

test("permissions: what is only convenient is a warning", () => {
  const check = checkPermissions(wanted, ({ name }) => name === "write" ? "denied" : "granted");
  assert.deepEqual([check.verdict, check.next], [
    "warning",
    "run Deno with --allow-write=migrations",
  ]);
});

test("permissions: a path with a space is quoted for a shell", () => {
  const other = { dir: { value: "my files", origin: "" }, configFile: null };
  const check = checkPermissions(wantedPermissions(other, null, false), () => "denied");
  assert.match(check.next ?? "", / '--allow-read=my files' /);
});

test("permissions: a runtime without any grants everything", () =>
  assert.equal(checkPermissions(wanted, null).verdict, "ok"));

test("permissions: a SQLite file wants to be read and written, one in memory nothing", () => {
  const of = (url: string) =>
    wantedPermissions(DEFAULT_SETTINGS, parseDatabaseUrl(url, { env: {} }), true)
      .filter(({ needed }) => needed).map(({ name, of }) => `${name} ${of}`);
  assert.deepEqual(of("sqlite:app.db"), ["read app.db", "write app.db"]);
  assert.deepEqual(of("sqlite:app.db?mode=ro"), ["read app.db"]);
  assert.deepEqual(of("sqlite::memory:"), []);
});

test("configuration: every value names its origin, and no password is shown", () => {
  const check = checkConfiguration({
    ...DEFAULT_SETTINGS,
    database: { value: "postgres://a:secret@h/b", origin: "DATABASE_URL" },
    file: { lockWait: 5 },
    configFile: "dunlin.json",
  });
  assert.deepEqual(check.more, [
    "database: postgres://a:***@h/b (DATABASE_URL)",
    "dir: migrations (the default)",
    "table: dunlin_migrations (the default)",
    "lockWait: 5 (dunlin.json)",
  ]);
});

test("configuration: without a database it is a problem that says how to give one", () =>
  assert.match(checkConfiguration(DEFAULT_SETTINGS).next ?? "", /--database URL, DATABASE_URL=/));

const link = (url: string, encryption: string | null, pooled = false) =>
  checkConnection({
    description: "x",
    target: parseDatabaseUrl(url, { env: {} }),
    encryption,
    pooled,
    roundTripMs: 1,
  });

test("connection: a link to another host without encryption is a warning that says how", () => {
  const check = link("postgres://a@db.example/b", "");
  assert.equal(check.verdict, "warning");
  assert.match(check.next ?? "", /\?sslmode=/);
  assert.match(link("mysql://a@db.example/b", "").next ?? "", /\?ssl-mode=/);
  assert.equal(link("postgres://a@db.example/b", "TLSv1.3").verdict, "ok");
});

test("connection: one on this machine needs none", () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
    assert.equal(link(`postgres://a@${host}/b`, "").verdict, "ok", host);
  }
  assert.equal(link("postgres:///b?host=/run/postgresql&user=a", "").verdict, "ok");
});

test("connection: a pooler is named", () =>
  assert.match(link("postgres://a@h/b", "TLSv1.3", true).more?.join() ?? "", /a pooler or proxy/));

const clock = (server: number, took = 10) =>
  checkClock({
    asked: 1_000_000_000_000,
    answered: 1_000_000_000_000 + took,
    server: 1_000_000_000_000 + took / 2 + server,
    serverZone: "Europe/Berlin",
    zone: "UTC",
  });

for (
  const [offset, took, verdict, says] of [
    [0, 10, "ok", /within a second/],
    [30_000, 10, "ok", /30 s ahead of this one/],
    [-3_600_000, 10, "warning", /60 min behind this one/],
    [90_000, 200_000, "ok", /within a second/],
  ] as const
) {
  test(`clock: ${offset} ms apart, asked for ${took} ms: ${verdict}`, () => {
    const check = clock(offset, took);
    assert.equal(check.verdict, verdict);
    assert.match(check.says, says);
  });
}

test("clock: time zones are named", () =>
  assert.match(clock(0).more?.join() ?? "", /Europe\/Berlin there, UTC here/));

const right = (purpose: Right["for"], held = false): Right => ({
  what: `right for ${purpose}`,
  held,
  for: purpose,
  grant: `GRANT ${purpose}`,
});

for (
  const [missing, verdict, next] of [
    [[], "ok", undefined],
    [["others"], "ok", undefined],
    [["proof"], "warning", "GRANT proof"],
    [["run", "proof", "others"], "problem", "GRANT run; GRANT proof"],
  ] as const
) {
  test(`rights: without those for ${missing.join(", ") || "nothing"}: ${verdict}`, () => {
    const check = checkRights([right("migrations", true), ...missing.map((one) => right(one))]);
    assert.deepEqual([check.verdict, check.next], [verdict, next]);
    assert.equal(check.more?.length ?? 0, missing.length);
  });
}

const status = (version: string, state: MigrationStatus["state"], more = {}): MigrationStatus => ({
  id: version,
  kind: "versioned",
  namespace: "",
  version,
  name: "a",
  state,
  ...more,
});

test("own tables: those not there yet are no problem", () => {
  const reading = { table: "t", format: null, migrations: [], holders: [] };
  assert.match(checkOwnTables(reading).says, /the first migrate makes it/);
});

test("own tables: a migration begun and not finished is a problem", () => {
  const partial = { direction: "up", done: 1, total: 3, journal: [] };
  const check = checkOwnTables({
    table: "t",
    format: 1,
    migrations: [status("7", "partial", { partial })],
    holders: [],
  });
  assert.equal(check.verdict, "problem");
  assert.match(check.says, /the up of 7 was begun and not finished: 1 of 3 done/);
});

test("own tables: while a runner is at work, it is waited for", () => {
  const check = checkOwnTables({
    table: "t",
    format: 1,
    migrations: [],
    holders: [{ kind: "lease", holder: "dunlin pid 7" }],
  });
  assert.deepEqual([check.verdict, /dunlin pid 7/.test(check.says)], ["warning", true]);
});

test("migrations: what would make migrate refuse is a problem, with what to do about each", () => {
  const check = checkMigrations([
    status("1", "applied"),
    status("2", "changed"),
    status("3", "out-of-order"),
    status("4", "missing"),
  ]);
  assert.equal(check.verdict, "problem");
  assert.match(check.says, /^3 migrations/);
  assert.match(check.next ?? "", /migrate:status.*migrate:rebase.*--missing warn/);
});

test("migrations: pending ones, and those of a later release, are none", () => {
  const newer = status("9", "missing", { newer: true });
  const check = checkMigrations([status("1", "applied"), status("2", "pending"), newer]);
  assert.deepEqual([check.verdict, check.says], ["ok", "1 applied, 1 pending, 1 missing"]);
});

test("an error becomes a problem with its place, what the server said and what to do", () => {
  const check = failed(
    "files",
    new DunlinError("io", "x", {
      where: { file: "a.sql", line: 2 },
      server: { code: "1", message: "no" },
      next: "do",
    }),
  );
  assert.deepEqual([check.says, check.more, check.next], ["a.sql:2: x", ["said: no (1)"], "do"]);
});

test("the table has a line each, what to do below, and fits the terminal", () => {
  const text = renderChecks([
    { name: "runtime", verdict: "ok", says: "fine" },
    { name: "own tables", verdict: "problem", says: "bad ".repeat(20), next: "do it" },
  ], { columns: 60, color: false });
  const lines = text.trimEnd().split("\n");
  assert.equal(lines[0], "ok       runtime     fine");
  assert.match(lines[1]!, /^problem {2}own tables {2}bad bad/);
  assert.match(lines.at(-1)!, /^ {21}next: do it$/);
  for (const line of lines) assert.ok(line.length <= 60, line);
});
