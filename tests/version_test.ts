import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { VERSION } from "../src/version.ts";

test("deno.json, package.json and the program name one version", () => {
  for (const file of ["deno.json", "package.json"]) {
    const url = new URL(`../${file}`, import.meta.url);
    assert.equal(JSON.parse(readFileSync(url, "utf8")).version, VERSION, file);
  }
});
