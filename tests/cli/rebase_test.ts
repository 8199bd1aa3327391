import assert from "node:assert/strict";
import { readdirSync, renameSync } from "node:fs";
import { databases } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import { test } from "./off_node.ts";
import { jsonLines, Project, table } from "./project.ts";
import { Repository, withoutGit } from "./repository.ts";

const skip = { skip: withoutGit };
const MERGED = { ...table(1, "a"), ...table(2, "b") };

function files(project: Project): string[] {
  return readdirSync(project.path("migrations")).filter((name) => /^[R\d]/.test(name)).sort();
}

/** Every file of a late migration. */
const LATE = {
  ...table(4, "d"),
  "migrations/4_d.postgres.up.sql": "CREATE TABLE d (id BIGINT);\n",
  "migrations/4_d.sqlite3.down.sql": "DROP TABLE d;\n",
};

test(
  "rebase --base gives late migrations versions behind the newest, in their order",
  skip,
  async () => {
    const repository = new Repository(MERGED).merged(table(5, "e"));
    repository.write({ ...table(3, "c"), ...LATE, "migrations/R__v.sql": "SELECT 1;\n" });
    const { code, out, err } = await repository.call("migrate:rebase", "--base", "main");
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^renamed 3_c\.down\.sql to 6_c\.down\.sql\nrenamed 3_c\.up\.sql to 6_c/);
    assert.match(out, /\n2 migrations with a new version\n$/);
    assert.deepEqual(files(repository), [
      "1_a.down.sql",
      "1_a.up.sql",
      "2_b.down.sql",
      "2_b.up.sql",
      "6_c.down.sql",
      "6_c.up.sql",
      "7_d.down.sql",
      "7_d.postgres.up.sql",
      "7_d.sqlite3.down.sql",
      "7_d.up.sql",
      "R__v.sql",
    ]);
    const validate = ["validate", "--dialect", "sqlite", "--base", "main"];
    assert.equal((await repository.call(...validate)).code, 0);
  },
);

test("timestamps go on from the clock, a second apart", skip, async () => {
  const repository = new Repository(table("20260101000000", "a"));
  repository.merged(table("20260105000000", "e"));
  repository.write({ ...table("20260102000000", "b"), ...table("20260103000000", "c") });
  const now = () => new Date("2026-03-01T12:00:00Z");
  const dir = repository.path("migrations");
  const { code, err } = await inProcess(["rebase", "--base", "main", "--dir", dir], { now });
  assert.equal(code, 0, err);
  assert.deepEqual(files(repository).filter((name) => name.endsWith("up.sql")), [
    "20260101000000_a.up.sql",
    "20260301120000_b.up.sql",
    "20260301120001_c.up.sql",
  ]);
});

test(
  "of two branches with one version, the one that is not merged is given another",
  skip,
  async () => {
    const repository = new Repository(MERGED).merged(table(3, "x"));
    repository.write({ ...table(3, "x"), ...table(3, "y") });
    const { code, out } = await repository.call("rebase", "--base", "main");
    assert.equal(code, 0);
    assert.match(out, /renamed 3_y\.up\.sql to 4_y\.up\.sql/);
    assert.ok(repository.has("migrations/3_x.up.sql"));
  },
);

test("a dry run says what would be renamed, and renames nothing", skip, async () => {
  const repository = new Repository(MERGED).merged(table(5, "e")).write(LATE);
  const before = files(repository);
  const { code, out } = await repository.call("rebase", "--base", "main", "--dry-run");
  assert.equal(code, 0);
  assert.match(out, /^would rename 4_d\.down\.sql to 6_d\.down\.sql\n/);
  assert.match(out, /dry run: nothing was changed\n$/);
  assert.deepEqual(files(repository), before);
});

test("where nothing is late, that is said, and it is no failure", skip, async () => {
  const repository = new Repository(MERGED).write(table(3, "c"));
  const { code, out } = await repository.call("rebase", "--base", "main");
  assert.deepEqual([code, out], [0, "no migration is late: nothing to rename\n"]);
});

test("the manifest is written anew, and only where there is one", skip, async () => {
  const repository = new Repository(MERGED).merged(table(5, "e")).write(LATE);
  await repository.call("rebase", "--base", "main");
  assert.equal(repository.has("migrations/mod.ts"), false);
  repository.write(table(3, "c"));
  await repository.run("manifest");
  const { out } = await repository.call("rebase", "--base", "main");
  assert.match(out, /\nwrote migrations\/mod\.ts\n/);
  assert.equal((await repository.run("manifest", "--check")).code, 0);
});

test("text that names an old version is named with its line, and not changed", skip, async () => {
  const repository = new Repository(table("20260101000000", "a"));
  repository.merged(table("20260105000000", "e"));
  const text = "-- see 20260102000000_b\nSELECT 1;\n-- after 20260102000000\n";
  repository.write({
    ...table("20260102000000", "b"),
    "migrations/20260102000000_b.up.sql": text,
    "migrations/R__v.sql": "SELECT 120260102000000, 20260102;\n",
  });
  const { err } = await repository.call("rebase", "--base", "main");
  const places = [...err.matchAll(/(\S+_b\.up\.sql:\d+)/g)].map(([, place]) => place);
  assert.equal(places.length, 2, err);
  assert.doesNotMatch(err, /R__v/);
  const [renamed] = files(repository).filter((name) => name.endsWith("_b.up.sql"));
  assert.equal(repository.read(`migrations/${renamed}`), text);
});

test(
  "named versions are given new ones, others stay; one that is not late is refused",
  skip,
  async () => {
    const repository = new Repository(MERGED).merged(table(5, "e"));
    repository.write({ ...table(3, "c"), ...table(4, "d") });
    const wrong = await repository.call("rebase", "--base", "main", "2");
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /2 is not late.*\n {2}next {3}late are 3, 4\n/);
    assert.equal((await repository.call("rebase", "--base", "main", "77")).code, 2);
    assert.equal((await repository.call("rebase", "--base", "main", "003")).code, 0);
    assert.ok(repository.has("migrations/6_c.up.sql") && repository.has("migrations/4_d.up.sql"));
  },
);

for (let done = 0; done <= 4; done++) {
  test(`a rebase cut off after ${done} of 4 renames is finished by the next`, skip, async () => {
    const repository = new Repository(MERGED).merged(table(5, "e")).write(LATE);
    await repository.run("manifest");
    const { out } = await repository.call("rebase", "--base", "main", "--dry-run", "--json");
    const [plan] = jsonLines(out) as { rebased: { renames: { from: string; to: string }[] }[] }[];
    const renames = plan!.rebased[0]!.renames;
    assert.equal(renames.length, 4);
    repository.write({ "migrations/.dunlin-rebase.json": JSON.stringify(renames) });
    for (const { from, to } of renames.slice(0, done)) {
      renameSync(repository.path(`migrations/${from}`), repository.path(`migrations/${to}`));
    }
    if (done > 0 && done < 4) {
      const migrate = await repository.run("migrate", "--database", "sqlite:app.db");
      assert.equal(migrate.code, 1, "half a rebase is never run");
    }
    const ended = await repository.call("rebase", "--base", "main");
    assert.equal(ended.code, 0, ended.err);
    assert.match(ended.out, /^finished an earlier rebase: 4 files renamed\n/);
    assert.equal(files(repository).filter((name) => name.startsWith("6_d")).length, 4);
    assert.equal(repository.has("migrations/.dunlin-rebase.json"), false);
    assert.equal((await repository.run("manifest", "--check")).code, 0);
  });
}

for (
  const [what, strays] of [
    ["a mod.ts written by hand", { "migrations/mod.ts": "export default 1;\n" }],
    ["a stray file", { "migrations/stray.sql": "", "migrations/mod.ts": "" }],
  ] as const
) {
  test(
    `${what} keeps the manifest from being written, and so files from being renamed`,
    skip,
    async () => {
      const repository = new Repository(MERGED).merged(table(5, "e")).write(LATE).write(strays);
      const before = files(repository);
      const { code } = await repository.call("rebase", "--base", "main");
      assert.notEqual(code, 0);
      assert.deepEqual(files(repository), before);
    },
  );
}

test(
  "with --base no database is needed, and one that is out of reach is a warning",
  skip,
  async () => {
    const repository = new Repository(MERGED).merged(table(5, "e")).write(LATE);
    const url = "postgres://x@127.0.0.1:1/x";
    const { code, err } = await repository.call("rebase", "--base", "main", "--database", url);
    assert.equal(code, 0, err);
    assert.match(err, /warning: whether a late migration is applied in the database is not known/);
  },
);

test("without --base a database is needed", async () => {
  const { code, err } = await new Project(MERGED, null).run("rebase");
  assert.equal(code, 2);
  assert.match(err, /^error: no database was named/);
});

for (const { name, skip: missing, fresh: make } of databases) {
  test(`${name}: what is older than the newest applied is late, and applied by the next migrate`, {
    skip: missing,
  }, async () => {
    const fresh = await make();
    try {
      const project = new Project({ ...table(1, "a"), ...table(3, "c") }, fresh.url);
      await project.run("migrate");
      project.write(table(2, "b"));
      assert.equal((await project.run("migrate")).code, 1);
      const { code, out, err } = await project.run("rebase");
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /renamed 2_b\.up\.sql to 4_b\.up\.sql/);
      assert.equal((await project.run("migrate")).code, 0);
      assert.match((await project.run("rebase")).out, /no migration is late/);
    } finally {
      await fresh.dispose();
    }
  });

  test(`${name}: a late migration that is applied is refused, and stays`, {
    skip: withoutGit || missing,
  }, async () => {
    const fresh = await make();
    try {
      const repository = new Repository(MERGED, fresh.url).merged(table(5, "e")).write(LATE);
      await repository.run("migrate");
      const { code, err } = await repository.call("rebase", "--base", "main");
      assert.equal(code, 1);
      assert.match(err, /^error: 4_d is applied in /);
      assert.match(err, /state {2}nothing was renamed\n {2}next {3}revert it there first/);
      assert.ok(repository.has("migrations/4_d.up.sql"));
    } finally {
      await fresh.dispose();
    }
  });
}

test("two files of one version: the one the database has applied keeps it", async () => {
  const project = new Project(table(3, "x"));
  await project.run("migrate");
  project.write(table(3, "a"));
  const { code, out, err } = await project.run("rebase");
  assert.equal(code, 0, err);
  assert.match(out, /renamed 3_a\.up\.sql to 4_a\.up\.sql/);
  assert.equal((await project.run("migrate")).code, 0);
});

test("an applied migration whose file was only renamed is not late", async () => {
  const project = new Project({ ...table(3, "x"), ...table(4, "y") });
  await project.run("migrate");
  for (const way of ["up", "down"]) {
    renameSync(
      project.path(`migrations/3_x.${way}.sql`),
      project.path(`migrations/3_better.${way}.sql`),
    );
  }
  assert.match((await project.run("rebase")).out, /no migration is late/);
});
