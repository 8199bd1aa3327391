import assert from "node:assert/strict";
import { databases } from "../contract/databases.ts";
import { matchesGolden, normal, page } from "./golden.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";

/** A page without what differs from server to server: addresses, versions, ports, users. */
function anonymous(text: string, url: URL): string {
  return text
    .replaceAll(decodeURIComponent(url.pathname.slice(1)), "shop")
    .replaceAll(url.host, "server")
    .replaceAll(url.port, "PORT")
    .replaceAll(/'([^'@\s]+)'@'[^']+'/g, "'$1'@'host'")
    .replaceAll(`//${url.username}@`, "//app@")
    .replaceAll(new RegExp(`(["'])${url.username}\\1`, "g"), "$1app$1");
}

for (const { name, skip, fresh: make } of databases) {
  if (name === "sqlite") continue;
  const options = { skip };

  test(`${name}: migrate, status --check, redo and down as processes`, options, async () => {
    const fresh = await make();
    try {
      const project = new Project({ ...table(1, "a"), ...table(2, "b") }, fresh.url);
      assert.equal((await project.run("status", "--check")).code, 3);
      assert.equal((await project.run("migrate", "--dry-run=sql")).code, 0);
      assert.equal((await project.run("migrate")).code, 0);
      assert.equal((await project.run("status", "--check")).code, 0);
      assert.equal((await project.run("redo", "2")).code, 0);
      assert.equal((await project.run("down")).code, 0);
      await fresh.raw.query("SELECT * FROM a");
      await assert.rejects(fresh.raw.query("SELECT * FROM b"));
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: a dry run is a session that cannot write`, options, async () => {
    const fresh = await make();
    try {
      const project = new Project(table(1, "a"), fresh.url);
      const { code } = await project.run("migrate", "--dry-run");
      assert.equal(code, 0);
      const { out } = await project.run("status", "--json");
      assert.equal((jsonLines(out)[0]!["counts"] as Record<string, number>)["pending"], 1);
      await assert.rejects(fresh.raw.query("SELECT * FROM dunlin_migrations"));
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: what stands in the way of a session is told in words`, options, async () => {
    const fresh = await make();
    try {
      const url = new URL(fresh.url);
      const changed = (change: (url: URL) => void) => {
        const other = new URL(fresh.url);
        change(other);
        return other.href;
      };
      const cases = {
        "wrong password": changed((other) => other.password = "not-it"),
        "no such database": changed((other) => other.pathname += "_nosuch"),
        "nothing listens": changed((other) => other.port = "1"),
        "no such host": changed((other) => other.hostname = "no-such-host.invalid"),
      };
      const pages: string[] = [];
      for (const [what, wrong] of Object.entries(cases)) {
        const project = new Project(table(1, "a"), wrong);
        const ended = await project.run("migrate");
        assert.equal(ended.code, 1, what);
        assert.doesNotMatch(ended.out + ended.err, /not-it/);
        // which of the two it is, the resolver decides
        const said = ended.err.replace(/EAI_AGAIN/g, "ENOTFOUND");
        // lines wrap where the names are long
        const err = said.replaceAll(/\n {7,}/g, " ");
        pages.push(`# ${what}\n` + page(["migrate"], { ...ended, err }, project.folder));
      }
      matchesGolden(`errors/connecting_${name}.txt`, anonymous(pages.join("\n"), url));
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: a history table of a foreign shape is left alone`, options, async () => {
    const fresh = await make();
    try {
      await fresh.raw.query("CREATE TABLE dunlin_migrations (id INTEGER)");
      const project = new Project(table(1, "a"), fresh.url);
      for (const args of [["migrate"], ["status"]]) {
        const { code, err } = await project.run(...args);
        assert.equal(code, 1);
        assert.match(err, /is not a history table of dunlin:\s+its\s+columns are id\n/);
        assert.match(err, /next {3}give dunlin a table of its own with --table NAME/);
      }
      assert.equal((await project.run("migrate", "--table", "history_of_dunlin")).code, 0);
      assert.deepEqual(await fresh.raw.query("SELECT * FROM dunlin_migrations"), []);
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: a failing migration says what is kept and what is not`, options, async () => {
    const fresh = await make();
    try {
      const project = new Project({
        ...table(1, "a"),
        "migrations/2_b.up.sql": "CREATE TABLE b (id INTEGER);\nINSERT INTO b VALUES (1, 2);\n",
      }, fresh.url);
      const ended = await project.run("migrate");
      assert.equal(ended.code, 1);
      const shown = page(["migrate"], ended, project.folder);
      matchesGolden(`errors/statement_fails_${name}.txt`, anonymous(shown, new URL(fresh.url)));
      project.write({ "migrations/2_b.up.sql": "CREATE TABLE b (id INTEGER);\nSELECT 1;\n" });
      assert.equal((await project.run("migrate")).code, 0);
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: a lock not had in time exits with 4 and names its holder`, options, async () => {
    const fresh = await make();
    const nap = name === "postgres" ? "SELECT pg_sleep(60);" : "SELECT SLEEP(60);";
    try {
      const project = new Project({ "migrations/1_a.up.sql": nap }, fresh.url);
      const holder = project.start(["migrate"]);
      await holder.said(/Applying/);
      const { code, err } = await project.run("migrate", "--lock-wait", "0");
      holder.kill("SIGINT");
      await holder.said(/once more/);
      holder.kill("SIGINT");
      await holder.ended;
      assert.equal(code, 4, err);
      assert.match(normal(err, project.folder), /lock/);
    } finally {
      await fresh.dispose();
    }
  });
}

const postgres = databases.find(({ name }) => name === "postgres");

test("postgres: a role that may not write is told what it lacks", {
  skip: postgres?.skip ?? "not asked for",
}, async () => {
  const fresh = await postgres!.fresh();
  const role = `${fresh.name}_reader`;
  try {
    await fresh.raw.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC"); // as since version 15
    await fresh.raw.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
    const url = new URL(fresh.url);
    [url.username, url.password] = [role, "reader"];
    const project = new Project(table(1, "a"), url.href);
    assert.equal((await project.run("status")).code, 0);
    const { code, err } = await project.run("migrate");
    assert.equal(code, 1);
    assert.match(
      err,
      /permission denied for schema public[^]*next {3}grant the role what it lacks/,
    );
    await fresh.raw.query(`ALTER ROLE ${role} SET default_transaction_read_only = on`);
    assert.match((await project.run("migrate")).err, /accepts no writes/);
  } finally {
    await fresh.raw.query(`DROP ROLE IF EXISTS ${role}`);
    await fresh.dispose();
  }
});
