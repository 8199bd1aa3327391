import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type FileNameParts,
  formatFileName,
  readFileName,
  slug,
} from "../../src/migrations/file_name.ts";

const GOOD: Record<string, FileNameParts> = {
  "1_a.up.sql": { kind: "versioned", version: "1", name: "a", content: "up" },
  "1_a.down.sql": { kind: "versioned", version: "1", name: "a", content: "down" },
  "20260301120000_create_users.ts": {
    kind: "versioned",
    version: "20260301120000",
    name: "create_users",
    content: "code",
  },
  "0002_1.7.0_schema.up.sql": {
    kind: "versioned",
    version: "0002",
    name: "1.7.0_schema",
    content: "up",
  },
  "1__a.up.sql": { kind: "versioned", version: "1", name: "_a", content: "up" },
  "1_a b.up.sql": { kind: "versioned", version: "1", name: "a b", content: "up" },
  '1_it\'s "odd".up.sql': { kind: "versioned", version: "1", name: 'it\'s "odd"', content: "up" },
  "1_mysql.up.sql": { kind: "versioned", version: "1", name: "mysql", content: "up" },
  "1_a.pg.up.sql": {
    kind: "versioned",
    version: "1",
    name: "a",
    content: "up",
    dialect: "postgres",
  },
  "1_a.b.sqlite3.down.sql": {
    kind: "versioned",
    version: "1",
    name: "a.b",
    content: "down",
    dialect: "sqlite",
  },
  "1_a.mariadb.ts": {
    kind: "versioned",
    version: "1",
    name: "a",
    content: "code",
    dialect: "mariadb",
  },
  "1_a.cockroachdb.up.sql": {
    kind: "versioned",
    version: "1",
    name: "a",
    content: "up",
    dialect: "cockroach",
  },
  "1_a.oracle.up.sql": {
    kind: "versioned",
    version: "1",
    name: "a",
    content: "up",
    dialect: "other",
  },
  "R__views.sql": { kind: "repeatable", version: "", name: "views", content: "up" },
  "R__views.down.sql": { kind: "repeatable", version: "", name: "views", content: "down" },
  "R__views.mysql.sql": {
    kind: "repeatable",
    version: "",
    name: "views",
    content: "up",
    dialect: "mysql",
  },
};

for (const [fileName, parts] of Object.entries(GOOD)) {
  test(`readFileName() reads ${fileName}`, () => {
    assert.deepEqual(readFileName(fileName), { kind: "migration", parts });
  });
}

const MALFORMED: Record<string, string | null> = {
  "30_x.up..sql": "30_x.up.sql",
  "30_x..up.sql": "30_x.up.sql",
  "x.up.sql": "VERSION_x.up.sql",
  "1-a.up.sql": "1_a.up.sql",
  "1_a.sql": "1_a.up.sql",
  "1_a.UP.SQL": "1_a.up.sql",
  "1_a.up.SQL": "1_a.up.sql",
  "1_a.upp.sql": "1_a.up.sql",
  "1_a.dwon.sql": "1_a.down.sql",
  "1_a.up": "1_a.up.sql",
  "1_a.up.sql.txt": "1_a.up.sql",
  "1_a.up.sql.bak": "1_a.up.sql",
  "1_a.up.up.sql": "1_a.up.sql",
  "1_a.up.down.sql": "1_a.down.sql",
  "1_a.up.postgres.sql": "1_a.postgres.up.sql",
  "1_a.postgress.up.sql": "1_a.postgres.up.sql",
  "1_a.Postgres.up.sql": "1_a.postgres.up.sql",
  "1_a.mysql8.up.sql": "1_a.mysql.up.sql",
  "1_a .up.sql": "1_a.up.sql",
  "1_a\nb.up.sql": "1_ab.up.sql",
  "1_.up.sql": "1_NAME.up.sql",
  "1.up.sql": "1_NAME.up.sql",
  "V1__a.sql": "1_a.up.sql",
  "U1__a.sql": "1_a.down.sql",
  "r__a.sql": "R__a.sql",
  "R_a.sql": "R__a.sql",
  "R__a.up.sql": "R__a.sql",
  "1_a.js": "1_a.ts",
  "1_a.d.ts": "1_a.ts",
  "1_a.up.ts": "1_a.ts",
  "notes.txt": null,
  "seeds/": null,
  "R__a.ts": null,
};

for (const [fileName, nearest] of Object.entries(MALFORMED)) {
  test(`readFileName() refuses ${JSON.stringify(fileName)}, nearest is ${nearest}`, () => {
    const reading = readFileName(fileName);
    assert.equal(reading.kind, "malformed");
    assert.equal(reading.kind === "malformed" && reading.nearest, nearest);
  });
}

test("readFileName() knows what may lie beside migrations", () => {
  const harmless = ["mod.ts", "README.md", "README", "LICENSE", ".gitkeep", ".DS_Store", ".git/"];
  for (const name of [...harmless, "notes.md", "1_a.up.sql~", "#1_a.up.sql#", "Thumbs.db"]) {
    assert.deepEqual(readFileName(name), { kind: "ignored" }, name);
  }
});

test("readFileName() does not take a name's last part for a dialect if nothing stands before it", () => {
  const reading = readFileName("1_mysql.up.sql");
  assert.equal(reading.kind === "migration" && reading.parts.dialect, undefined);
});

test("readFileName() reads composed and decomposed letters as one name", () => {
  assert.deepEqual(readFileName("1_cafe\u0301.up.sql"), readFileName("1_caf\u00e9.up.sql"));
});

test("readFileName() suggests only names it reads itself", () => {
  const piece = fc.oneof(
    fc.constantFrom("1", "_", "-", ".", "up", "down", "sql", "ts", "js", "R__", "V", "pg", "mysq1"),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const reading = readFileName(pieces.join(""));
      if (reading.kind !== "malformed" || reading.nearest === null) return;
      const named = reading.nearest.replace(/^VERSION/, "1");
      assert.equal(readFileName(named).kind, "migration", reading.nearest);
    }),
    { numRuns: 3000 },
  );
});

test("formatFileName() gives the name that reads as the same parts", () => {
  for (const parts of Object.values(GOOD)) {
    if (parts.dialect === "other") continue;
    assert.deepEqual(readFileName(formatFileName(parts)), { kind: "migration", parts });
  }
});

test("formatFileName() refuses a name that would be read as something else", () => {
  const parts = { kind: "versioned", version: "1", content: "up" } as const;
  for (const name of ["", "a.mysql", "a.up", " a", "a/b", "a\nb"]) {
    assert.throws(() => formatFileName({ ...parts, name }), RangeError, name);
  }
});

test("slug() makes names of what people type", () => {
  assert.equal(slug("Add e-mail to Users"), "add_e_mail_to_users");
  assert.equal(slug("addEmail"), "add_email");
  assert.equal(slug("  größe  "), "größe");
  assert.equal(slug("--"), "");
});
