import assert from "node:assert/strict";
import { test } from "node:test";
import { generate } from "../../src/generate/generate.ts";
import { GenerateRefusal, type GenerateRequest } from "../../src/generate/request.ts";
import { matchesGolden } from "../cli/golden.ts";
import type { DatabaseName } from "../contract/databases.ts";
import { requestFor } from "./try_generated.ts";

const FLAVORS: readonly DatabaseName[] = ["postgres", "mysql", "mariadb", "sqlite"];

const CALLS: readonly (readonly [call: readonly string[], options?: Partial<GenerateRequest>])[] = [
  [[
    "create_products",
    "name:string",
    "price:decimal{10,2}",
    "sku:string:unique",
    "user:references:nullable",
    "published_at:timestamp:default=now",
    "meta:json",
  ], { comment: "what is sold" }],
  [["create_person", "group:string{20}", "state:enum{on,off}:default=on:comment=it's so"], {
    key: "uuid",
    timestamps: false,
  }],
  [["create_join_table_users_and_roles"]],
  [[
    "add_shelf_to_products",
    "shelf:string:unique",
    "stock:integer:default=0:check=stock >= 0",
    "owner:references{users}",
  ]],
  [["remove_shelf_from_products"]],
  [["remove_shelf_from_products", "shelf:string{8}:nullable"]],
  [["rename_shelf_to_place_in_products"]],
  [["change_price_in_products", "price:decimal{12,2}:nullable"]],
  [["add_index_to_products", "brand", "price:desc"]],
  [["add_foreign_key_to_products", "user:references:cascade"]],
  [["add_check_to_products", "price >= 0"]],
  [["backfill_slug_in_products", "lower(name)"]],
  [["drop_products"]],
  [["tidy_up"]],
];

for (const flavor of FLAVORS) {
  for (const [call, options] of CALLS) {
    const tail = call[0]!.startsWith("remove") && call.length > 1 ? "_said" : "";
    test(`${flavor}: ${call[0]}${tail} is written as its golden file says`, async () => {
      const { files, notes } = await generate(requestFor(flavor, call, options));
      const text = files.map((file) =>
        "code" in file
          ? `==> ${file.name}.ts\n${file.code}`
          : `==> ${file.name}.up.sql\n${file.up}==> ${file.name}.down.sql\n${file.down}`
      );
      const told = notes.map((note) => `note: ${note}\n`);
      matchesGolden(`../generate/${flavor}/${call[0]}${tail}.txt`, [...text, ...told].join(""));
    });
  }
}

const REFUSED:
  readonly (readonly [call: readonly string[], message: RegExp, flavor?: DatabaseName])[] = [
    [["create_products", "id:bigint"], /gets a column id by itself/],
    [["add_sku_to_products"], /no field was given/],
    [["add_sku_to_products", "sku:string:required"], /is required and has no default/],
    [["add_sku_to_products", "sku:bigint:primary"], /a key is not added/],
    [["rename_a_to_b_in_users", "c:text"], /takes no fields/],
    [["add_index_to_products"], /an index needs a column/],
    [["add_index_to_products", "a:down"], /"down" is no order/],
    [["add_foreign_key", "user:references"], /does not say which table/],
    [["add_check_to_products"], /a check needs a condition/],
    [["backfill_slug_in_products"], /nobody said what to fill it with/],
    [["create_join_table_order_items_tags"], /cannot be told where the first table/],
    [["create_join_table_users_users"], /two tables|stands twice|joins two/],
    [["create_enum", "status:on,off"], /MySQL has no enums beside columns/, "mysql"],
    [["create_enum", "status:on,on"], /the label on stands twice/],
    [["tidy_up", "a:text"], /does not say what to do with a:text/],
    [["change_sku_in_products", "sku:required"], /needs the whole column/, "mysql"],
    [["change_sku_in_products", "sku:string:unique"], /a change is about/],
  ];

test("a verb that is misspelled is named with the nearest", async () => {
  await assert.rejects(generate(requestFor("sqlite", ["creat_products", "a:text"])), (error) => {
    assert.match((error as GenerateRefusal).problems[0]!.next, /^did you mean create_products\?/);
    return true;
  });
  const { notes } = await generate(requestFor("sqlite", ["chnage_price_in_products"]));
  assert.match(notes[0]!, /did you mean change_price_in_products\?$/);
});

for (const [call, message, flavor = "postgres"] of REFUSED) {
  test(`${flavor}: ${call.join(" ")} is refused with words`, async () => {
    await assert.rejects(generate(requestFor(flavor, call)), (error) => {
      assert.ok(error instanceof GenerateRefusal, String(error));
      assert.match(error.message, message);
      assert.notEqual(error.problems[0]?.next, "");
      return true;
    });
  });
}
