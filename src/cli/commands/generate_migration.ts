import type { SqlFlavor } from "../../sql/statement.ts";
import { defineCommand } from "../command.ts";

const FLAVORS: readonly SqlFlavor[] = ["postgres", "mysql", "mariadb", "sqlite"];
/** `dunlin generate:migration`: up and down SQL from a name and fields. */
export const generateMigration = defineCommand({
  name: "generate:migration",
  aliases: ["g:migration"],
  summary: "Write a filled pair of files from a name and fields, and the manifest",
  usage: "NAME [FIELD:TYPE[:MODIFIER…] …]",
  args: { least: 0, most: Infinity },
  options: {
    "dialect": {
      type: "string",
      value: FLAVORS.join("|"),
      choices: FLAVORS,
      help: "the database it is for; otherwise the one that is named",
    },
    "id": {
      type: "string",
      value: "bigint|uuid|none",
      choices: ["bigint", "uuid", "none"],
      help: "the key of a new table",
      fallback: "bigint",
    },
    "no-timestamps": { type: "boolean", help: "a new table without created_at and updated_at" },
    "comment": { type: "string", value: "TEXT", help: "the comment of a new table" },
    "keep-names": { type: "boolean", help: "tables as they are written, not made plural" },
    "no-live": { type: "boolean", help: "do not look at the database" },
    "dry-run": { type: "boolean", help: "print the files, write nothing" },
    "types": { type: "boolean", help: "print the types of fields, and write nothing" },
  },
  details:
    "The name says what is done: create_products, add_sku_to_products, remove_sku_from_products, " +
    "rename_sku_to_code_in_products, rename_products_to_goods, change_price_in_products, " +
    "create_join_table_users_roles, add_index_to_products, add_unique_index_to_products, " +
    "remove_index_from_products, add_foreign_key_to_orders, add_check_to_products, " +
    "add_timestamps_to_products, create_enum_status, backfill_slug_in_products, drop_products. " +
    "Any other name makes an empty pair.\n\n" +
    "Columns are NOT NULL unless a field says nullable; added to a table that is there they are " +
    "not, unless they have a default. Where the safe form needs several migrations (an index built " +
    "beside the traffic, a constraint that is validated later) several are written. The database " +
    "is looked at, if one is named and answers, and changed in no way: it tells what the down side " +
    "of remove, change and drop has to bring back. Quote fields with brackets, or the shell takes " +
    "them apart: 'price:decimal{10,2}', or price:decimal:10,2.",
  examples: [
    "generate:migration create_products name:string 'price:decimal{10,2}' sku:string:unique",
    "g:migration create_orders user:references:cascade 'state:enum{open,paid}:default=open'",
    "g:migration add_published_at_to_products published_at:timestamp:nullable:index",
    "g:migration change_sku_in_products sku:required --database postgres://app@db/shop",
    "g:migration add_index_to_products brand price:desc --dry-run",
    'g:migration backfill_slug_in_products "lower(name)"',
    "g:migration --types --dialect mysql",
  ],
  run: async (context) => {
    const { writeGenerated } = await import("../generate/write_generated.ts");
    return await writeGenerated(context);
  },
});
