import assert from "node:assert/strict";
import { test } from "node:test";
import { generate } from "../../src/generate/generate.ts";
import { GenerateRefusal } from "../../src/generate/request.ts";
import { databases } from "../contract/databases.ts";
import { requestFor, tryGenerated } from "./try_generated.ts";

const REFUSED = [
  ["mysql", "body:text:index", "MySQL indexes no whole text, and body is one"],
  ["mysql", "body:text:unique", "MySQL indexes no whole text, and body is one"],
  ["mysql", "meta:json:index", "MySQL indexes no whole json, and meta is one"],
  ["mariadb", "body:longtext:index", "MariaDB indexes no whole longtext, and body is one"],
  ["mariadb", "body:blob:primary", "MariaDB indexes no whole blob, and body is one"],
] as const;

for (const [flavor, field, message] of REFUSED) {
  test(`${flavor}: ${field} is refused, because no such key can be made`, async () => {
    await assert.rejects(generate(requestFor(flavor, ["create_notes", field])), (error) => {
      assert.ok(error instanceof GenerateRefusal);
      assert.equal(error.message, message);
      return true;
    });
  });
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  test(`${database.name}: an index over a text the database has is refused`, {
    skip: database.skip,
  }, () =>
    assert.rejects(
      tryGenerated(database, {
        before: ["CREATE TABLE notes (id int PRIMARY KEY, body text)"],
        live: true,
        call: ["add_index_to_notes", "body"],
      }),
      GenerateRefusal,
    ));
}

for (const database of databases.filter(({ name }) => name === "mariadb")) {
  test(
    "mariadb: a unique text goes up, down and up",
    { skip: database.skip },
    () => tryGenerated(database, { call: ["create_notes", "body:text:unique"] }),
  );
}
