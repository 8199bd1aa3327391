import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions } from "../../bench/options.ts";

const RACES = ["upToDate", "many"];

test("without arguments every race is run on every engine", () => {
  const { only, engines, contenders, peers } = readOptions([], RACES);
  assert.deepEqual([only, engines, contenders, peers], [
    undefined,
    ["postgres", "mysql", "mariadb", "sqlite"],
    undefined,
    true,
  ]);
});

test("lists may be written with commas or as several options", () => {
  const { only, engines } = readOptions(
    ["--only", "many,upToDate", "--engine", "sqlite", "--engine", "mysql"],
    RACES,
  );
  assert.deepEqual([only, engines], [["many", "upToDate"], ["sqlite", "mysql"]]);
});

test("a word that several races begin with names all of them, a race's own name that one", () => {
  const { only } = readOptions(["--only", "large,many"], [
    "largeRows",
    "largeCopy",
    "many",
    "manyFar",
  ]);
  assert.deepEqual(only, ["largeRows", "largeCopy", "many"]);
});

const WRONG: readonly (readonly [argv: readonly string[], words: RegExp])[] = [
  [["--only", "uptodate"], /--only uptodate: did you mean upToDate\?/],
  [["--engine", "oracle"], /--engine oracle: one of postgres, mysql, mariadb, sqlite/],
  [["--pairs", "0"], /--pairs 0: expected a whole number from 1/],
  [["--pairs", "x"], /--pairs x: expected a whole number from 1/],
  [["--fast"], /--fast/],
];

for (const [argv, words] of WRONG) {
  test(`${argv.join(" ")} is a wrong call`, () => {
    assert.throws(() => readOptions(argv, RACES), words);
  });
}
