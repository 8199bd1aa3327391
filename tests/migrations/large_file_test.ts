import assert from "node:assert/strict";
import { test } from "node:test";
import { collectMigrations } from "../../src/migrations/collect.ts";
import type { LargeText } from "../../src/migrations/large_text.ts";
import { sizeWords } from "../../src/size_words.ts";
import type { SourceFile } from "../../src/migrations/source_file.ts";

const HEAD = "-- dunlin: lock-timeout 2s\nINSERT INTO t VALUES (1);\n";

function file(name: string, content: string, own: Partial<LargeText> = {}): SourceFile {
  const large: LargeText = {
    bytes: 1_503_238_554,
    checksum: "c".repeat(64),
    refused: null,
    read: () => assert.fail("the head is all that is read here"),
    readKnown: () => assert.fail("the head is all that is read here"),
    ...own,
  };
  return { name, path: `migrations/${name}`, content, large };
}

const up: SourceFile = { name: "1_a.up.sql", path: "migrations/1_a.up.sql", content: "SELECT 1;" };

function collect(...files: SourceFile[]) {
  const { migrations, problems, warnings } = collectMigrations(files, { dialect: "postgres" });
  return { migrations, warnings, problems: problems.map(({ message }) => message) };
}

test("a large file is a migration with its head's directives and the checksum of the whole", () => {
  const { migrations: [only], problems } = collect(file("1_a.up.sql", HEAD));
  assert.deepEqual(problems, []);
  assert.ok(only?.up.kind === "sql" && only.up.large !== undefined);
  assert.equal(only.up.checksum, "c".repeat(64));
  assert.equal(only.up.directives.lockTimeoutMs, 2000);
  assert.equal(only.up.text, HEAD);
});

test("what the head of a large file cuts off is no problem of it", () => {
  assert.deepEqual(collect(file("1_a.up.sql", "SELECT 'a\n")).problems, []);
});

test("variables in a large file are refused", () => {
  const { problems } = collect(file("1_a.up.sql", "-- dunlin: vars\nSELECT ${A};\n"));
  assert.deepEqual(problems, [
    "variables are put into files of up to 8 MB, and this one has 1.4 GB",
  ]);
});

test("a large file whose head is only comments is refused: a directive might stand behind", () => {
  const { problems } = collect(file("1_a.up.sql", "-- text\n".repeat(8000)));
  assert.match(problems[0] ?? "", /first 62\.5 kB of this large file hold nothing but comments/);
});

test("a large hook is refused", () => {
  const { problems } = collect(up, file("after_each.sql", HEAD));
  assert.deepEqual(problems, ["a hook may have up to 8 MB, and this one has 1.4 GB"]);
});

test("a large down that is marked irreversible is refused", () => {
  const content = "-- dunlin: irreversible because of that\nDELETE FROM t;\n";
  assert.deepEqual(collect(up, file("1_a.down.sql", content)).problems, [
    "the down is marked irreversible, yet it holds statements",
  ]);
});

test("a large down is warned of: the history does not keep it", () => {
  const { warnings, problems } = collect(up, file("1_a.down.sql", HEAD));
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings.map(({ code, where }) => [code, where?.file]), [
    ["large-down", "migrations/1_a.down.sql"],
  ]);
});

test("an unknown directive at the head of a large file is told with its place", () => {
  const { problems } = collectMigrations([file("1_a.up.sql", "-- dunlin: nonsens\nSELECT 1;\n")], {
    dialect: "postgres",
  });
  assert.deepEqual(problems.map(({ where }) => [where?.line, where?.column]), [[1, 1]]);
});

for (
  const [bytes, words] of [
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1023 bytes"],
    [1024, "1 kB"],
    [1536, "1.5 kB"],
    [8 * 1024 ** 2, "8 MB"],
    [700 * 1024 ** 2 + 5, "700 MB"],
    [1.4 * 1024 ** 3, "1.4 GB"],
    [1.054 * 1024 ** 3, "1.05 GB"],
  ] as const
) {
  test(`${bytes} bytes are ${words}`, () => assert.equal(sizeWords(bytes), words));
}
