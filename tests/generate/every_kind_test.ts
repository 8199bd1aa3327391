import assert from "node:assert/strict";
import { test } from "node:test";
import { type DatabaseName, databases } from "../contract/databases.ts";
import { type Trial, tryGenerated } from "./try_generated.ts";

type Before = Readonly<Record<DatabaseName, readonly string[]>>;

const MYSQL_BEFORE = [
  "CREATE TABLE users (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(80) NOT NULL)",
  "INSERT INTO users (name) VALUES ('Ann'), ('Ben')",
  `CREATE TABLE products (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(80) NOT NULL,
    price decimal(8,2) NOT NULL DEFAULT 0 COMMENT 'without tax, it''s said',
    user_id bigint,
    seller_id bigint,
    sku varchar(20) COLLATE utf8mb4_bin,
    brand varchar(40) DEFAULT 'none',
    KEY products_brand_idx (brand, name),
    UNIQUE KEY products_sku_key (sku),
    KEY products_seller_id_idx (seller_id),
    CONSTRAINT products_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES users (id),
    CONSTRAINT products_price_check CHECK (price >= 0)
  )`,
  "INSERT INTO products (name, price, user_id, sku) VALUES ('Tea', 3.5, 1, 'a'), ('Nut', 4, 2, 'b')",
];

const BEFORE: Before = {
  postgres: [
    "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)",
    "INSERT INTO users (name) VALUES ('Ann'), ('Ben')",
    `CREATE TABLE products (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL,
      price numeric(8,2) NOT NULL DEFAULT 0 CONSTRAINT products_price_check CHECK (price >= 0),
      user_id bigint,
      seller_id bigint CONSTRAINT products_seller_id_fkey REFERENCES users (id),
      sku text COLLATE "C" CONSTRAINT products_sku_key UNIQUE,
      brand text DEFAULT 'none'
    )`,
    "CREATE INDEX products_brand_idx ON products (brand, name) WHERE brand <> 'none'",
    "CREATE INDEX products_lower_idx ON products (lower(brand))",
    "COMMENT ON COLUMN products.brand IS 'it''s the maker'",
    "COMMENT ON TABLE products IS 'what is sold'",
    `INSERT INTO products (name, price, user_id, sku)
      VALUES ('Tea', 3.5, 1, 'a'), ('Nut', 4, 2, 'b')`,
  ],
  mysql: MYSQL_BEFORE,
  mariadb: MYSQL_BEFORE,
  sqlite: [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "INSERT INTO users (name) VALUES ('Ann'), ('Ben')",
    `CREATE TABLE products (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL, -- as on the box
      price NUMERIC NOT NULL DEFAULT 0 CONSTRAINT products_price_check CHECK (price >= 0),
      user_id INTEGER,
      seller_id INTEGER REFERENCES users (id),
      sku TEXT COLLATE NOCASE UNIQUE,
      brand TEXT DEFAULT 'none'
    )`,
    "CREATE INDEX products_brand_idx ON products (brand, name) WHERE brand <> 'none'",
    "CREATE TABLE lines (product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE)",
    "INSERT INTO products (name, price, user_id, sku) VALUES ('Tea', 3.5, 1, 'a'), ('Nut', 4, 2, 'b')",
    "INSERT INTO lines VALUES (1), (2)",
    "CREATE VIEW dear AS SELECT name, price FROM products WHERE price > 3.6",
    "CREATE TRIGGER products_named AFTER INSERT ON products BEGIN UPDATE products SET name = upper(name) WHERE id = new.id; END",
  ],
};

interface Case extends Omit<Trial, "before"> {
  readonly what: string;
  /** The tables `users` and `products` with rows in them are there. */
  readonly shop?: boolean;
  readonly more?: readonly string[];
  readonly only?: readonly DatabaseName[];
  readonly not?: readonly DatabaseName[];
}

const shop = { shop: true } as const;
const live = { shop: true, live: true } as const;
const nothing = "without a database to look at";

const CASES: readonly Case[] = [
  {
    what: "a table with fields of every sort",
    ...shop,
    call: [
      "create_articles",
      "name:string",
      "price:decimal{10,2}",
      "sku:string:unique",
      "user:references:nullable:on_delete=set_null",
      "published_at:timestamp:default=now",
      "meta:json",
      "state:enum{draft,out}:default=draft:index:comment=where it's at",
    ],
    options: { comment: "what's sold" },
  },
  {
    what: "a table with names that are reserved",
    call: [
      "create_groups",
      "order:integer:unique",
      "key:string:index",
      "Select:boolean:default=true",
      "größe:string{10}:nullable",
    ],
  },
  {
    what: "a table with a uuid key",
    call: ["create_people", "name:string"],
    options: { key: "uuid", timestamps: false },
  },
  {
    what: "a table with a key of two columns",
    call: ["create_scores", "game:bigint:primary", "player:bigint:primary", "points:integer"],
    options: { timestamps: false },
  },
  {
    what: "a join table",
    ...shop,
    call: ["create_join_table_products_and_users", "since:date:nullable"],
  },
  {
    what: "columns added",
    ...shop,
    call: [
      "add_note_to_products",
      "note:text",
      "stock:integer:default=0",
      "shelf:string{8}:nullable:unique",
      "person:references{users}:nullable:index",
      "place:integer:default=1:check=place > 0:comment=first is 1",
    ],
  },
  {
    what: "columns added to a table that was looked at",
    ...live,
    call: [
      "add_note_to_product",
      "note:text",
      "seen_at:timestamp:default=now",
      "owner:references{users}",
    ],
  },
  { what: "timestamps added", ...live, call: ["add_timestamps_to_users"] },
  { what: `timestamps added ${nothing}`, ...shop, call: ["add_timestamps_to_users"] },
  {
    what: "the last column removed, with its indexes",
    ...live,
    call: ["remove_brand_from_products"],
  },
  {
    what: "a column removed that was described",
    ...shop,
    more: ["ALTER TABLE users ADD COLUMN extra INTEGER NOT NULL DEFAULT 3"],
    call: ["remove_extra_from_users", "extra:integer:default=3"],
  },
  {
    what: "a column removed that was described with its index",
    ...shop,
    more: [
      "ALTER TABLE users ADD COLUMN extra INTEGER NOT NULL DEFAULT 3",
      "CREATE INDEX users_extra_idx ON users (extra)",
    ],
    call: ["remove_extra_from_users", "extra:integer:default=3:index"],
  },
  {
    what: "columns removed with their constraints",
    ...live,
    call: ["remove_seller_id_and_sku_from_products"],
    not: ["postgres"],
  },
  {
    what: "a unique column removed, the last",
    live: true,
    shop: true,
    more: ["ALTER TABLE products DROP COLUMN brand"],
    only: ["postgres"],
    call: ["remove_sku_from_products"],
  },
  { what: "a column renamed", ...live, call: ["rename_brand_to_maker_in_products"] },
  { what: "a table renamed", ...shop, call: ["rename_users_to_customers"] },
  { what: "a type changed", ...live, call: ["change_price_in_products", "price:decimal{12,4}"] },
  {
    what: "a type changed, with its default",
    ...live,
    call: ["change_brand_in_products", "brand:string{60}:default=nobody"],
  },
  { what: "a default set", ...live, call: ["change_brand_in_products", "brand:default=own"] },
  {
    what: "a default taken away",
    ...live,
    call: ["change_brand_in_products", "brand:default=none"],
  },
  {
    what: "a column closed against null",
    ...live,
    call: ["change_sku_in_products", "sku:required"],
  },
  { what: "a column opened for null", ...live, call: ["change_name_in_products", "name:nullable"] },
  {
    what: `a column closed ${nothing}`,
    ...shop,
    only: ["postgres"],
    call: ["change_sku_in_products", "sku:required"],
  },
  { what: "an index added", ...shop, call: ["add_index_to_products", "brand", "price:desc"] },
  { what: "a unique index added", ...live, call: ["add_unique_index_to_products", "name"] },
  { what: "an index removed", ...live, call: ["remove_index_from_products", "brand", "name"] },
  {
    what: "a foreign key added",
    ...live,
    call: ["add_foreign_key_to_products", "user:references:on_delete=cascade"],
  },
  {
    what: "a foreign key added by the table's name",
    ...live,
    call: ["add_foreign_key_to_products", "user_id:users"],
  },
  { what: "a check added", ...live, call: ["add_check_to_products", "length(name) > 1"] },
  {
    what: "a check added under a name",
    ...live,
    call: ["add_price_ceiling_check_to_products", "price < 1000"],
  },
  { what: "an enum created", only: ["postgres"], call: ["create_enum", "status:active,it's over"] },
  { what: "a table dropped", ...live, call: ["drop_products"], not: ["sqlite"] },
  {
    what: "a table dropped, with its trigger and index",
    ...live,
    only: ["sqlite"],
    more: [
      "CREATE INDEX lines_idx ON lines (product_id)",
      "CREATE TRIGGER lines_seen AFTER INSERT ON lines BEGIN SELECT 1; END",
    ],
    call: ["drop_lines"],
  },
  { what: "a table dropped that others point at", ...live, call: ["drop_users"], not: ["sqlite"] },
  {
    what: "a column filled in batches",
    ...live,
    more: ["ALTER TABLE products ADD COLUMN slug varchar(80)"],
    call: ["backfill_slug_in_products", "lower(name)"],
    check: async (fresh) => {
      const rows = await fresh.raw.query("SELECT slug FROM products ORDER BY id");
      assert.deepEqual(rows.map(({ slug }) => slug), ["tea", "nut"]);
    },
  },
];

for (const database of databases) {
  for (const { what, shop, more = [], only, not, ...trial } of CASES) {
    if (only && !only.includes(database.name) || not?.includes(database.name)) continue;
    const before = [...(shop ? BEFORE[database.name] : []), ...more];
    test(
      `${database.name}: ${what} goes up, down and up`,
      { skip: database.skip },
      () => tryGenerated(database, { ...trial, before }),
    );
  }
}
