import assert from "node:assert/strict";
import { test } from "node:test";
import pluralize from "pluralize";
import { type Intent, parseName } from "../../src/generate/parse_name.ts";
import { singularName, tableName } from "../../src/generate/table_name.ts";

const CASES: readonly (readonly [name: string, intent: Intent])[] = [
  ["create_products", { kind: "create-table", table: "products" }],
  ["create_table_products", { kind: "create-table", table: "products" }],
  ["create_join_table_users_roles", { kind: "create-join-table", tables: "users_roles" }],
  ["create_enum", { kind: "create-enum", type: null }],
  ["create_enum_order_status", { kind: "create-enum", type: "order_status" }],
  ["create_order_status_enum", { kind: "create-enum", type: "order_status" }],
  ["add_sku_to_products", { kind: "add-columns", columns: "sku", table: "products" }],
  ["add_link_to_photo_to_users", { kind: "add-columns", columns: "link_to_photo", table: "users" }],
  ["add_timestamps_to_users", { kind: "add-timestamps", table: "users" }],
  ["remove_a_and_b_from_users", { kind: "remove-columns", columns: "a_and_b", table: "users" }],
  ["drop_a_from_users", { kind: "remove-columns", columns: "a", table: "users" }],
  ["rename_a_to_b_in_users", { kind: "rename-column", from: "a", to: "b", table: "users" }],
  ["rename_users_to_people", { kind: "rename-table", from: "users", to: "people" }],
  ["change_price_in_products", { kind: "change-columns", columns: "price", table: "products" }],
  ["add_index_to_products", { kind: "add-index", unique: false, table: "products" }],
  ["add_unique_index_to_products", { kind: "add-index", unique: true, table: "products" }],
  ["remove_index_from_products", { kind: "remove-index", table: "products" }],
  ["add_foreign_key_to_orders", { kind: "add-foreign-key", table: "orders" }],
  ["add_foreign_key", { kind: "add-foreign-key", table: null }],
  ["add_check_to_orders", { kind: "add-check", label: null, table: "orders" }],
  ["add_price_check_to_orders", { kind: "add-check", label: "price", table: "orders" }],
  ["add_check", { kind: "add-check", label: null, table: null }],
  ["backfill_slug_in_products", { kind: "backfill", column: "slug", table: "products" }],
  ["drop_products", { kind: "drop-table", table: "products" }],
  ["tidy_up", { kind: "empty" }],
];

for (const [name, intent] of CASES) {
  test(`${name} asks for ${intent.kind}`, () => assert.deepEqual(parseName(name), intent));
}

test("tables are plural by their last word, irregular ones too", () => {
  const nouns = { plural: pluralize.plural, singular: pluralize.singular };
  const bent = ["person", "order_item", "category", "users", "news", "address_2", "child"];
  assert.deepEqual(bent.map((noun) => tableName(noun, nouns)), [
    "people",
    "order_items",
    "categories",
    "users",
    "news",
    "addresses_2",
    "children",
  ]);
  assert.equal(singularName("order_statuses", nouns), "order_status");
});
