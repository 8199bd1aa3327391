import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveTable } from "../../src/dialects/live_table.ts";
import { generate } from "../../src/generate/generate.ts";
import { GenerateRefusal } from "../../src/generate/request.ts";
import type { DatabaseName } from "../contract/databases.ts";
import { requestFor } from "./try_generated.ts";

const column = (name: string) => ({
  name,
  type: "integer",
  nullable: false,
  defaultSql: null,
  definition: "integer NOT NULL",
  comment: null,
  primaryKey: false,
});

const PRODUCTS: LiveTable = {
  name: "products",
  columns: ["id", "price", "user_id"].map(column),
  parts: [
    { name: "products_price_check", kind: "check", columns: ["price"], definition: "" },
    { name: "products_price_idx", kind: "index", columns: ["price"], definition: "" },
    { name: "products_user_id_fkey", kind: "foreign-key", columns: ["user_id"], definition: "" },
  ],
  pointers: [],
  create: [],
  triggers: [],
  mentions: [],
};

const look = (table: string): Promise<LiveTable | null> =>
  Promise.resolve(
    ["products", "goods_users"].includes(table) ? { ...PRODUCTS, name: table } : null,
  );

const REFUSED: readonly (readonly [call: readonly string[], message: string])[] = [
  [["create_products", "name:string"], "there is a table products already"],
  [["create_join_table_goods_users"], "there is a table goods_users already"],
  [["rename_goods_to_products"], "there is a table products already"],
  [["add_price_to_products", "price:integer"], "products has a column price already"],
  [["rename_id_to_price_in_products"], "products has a column price already"],
  [["add_index_to_products", "price"], "products has products_price_idx already"],
  [["add_price_check_to_products", "price > 1"], "products has products_price_check already"],
  [
    ["add_foreign_key_to_products", "user:references"],
    "products has products_user_id_fkey already",
  ],
];

const FLAVORS: readonly DatabaseName[] = ["postgres", "mysql", "mariadb", "sqlite"];

for (const flavor of FLAVORS) {
  for (const [call, message] of REFUSED) {
    test(`${flavor}: ${call.join(" ")} is refused where the database has that already`, async () => {
      await assert.rejects(generate(requestFor(flavor, call, { look })), (error) => {
        assert.ok(error instanceof GenerateRefusal);
        assert.equal(error.message, message);
        assert.match(error.problems[0]!.next, /--no-live$/);
        return true;
      });
    });
  }
}

for (const call of ["drop_ghosts", "remove_name_from_ghosts"]) {
  test(`${call} says that the database has no such table, not that there was no database`, async () => {
    const { notes } = await generate(requestFor("postgres", [call], { look }));
    assert.deepEqual(notes, ["fill in the down side: the database has no table ghosts to look at"]);
  });
}
