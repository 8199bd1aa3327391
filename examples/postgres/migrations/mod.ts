// Written by `dunlin manifest`: do not edit, write it anew.
// deno-fmt-ignore-file
// deno-lint-ignore-file

const manifest: {
  readonly format: 2;
  readonly count: number;
  readonly files: readonly {
    readonly name: string;
    readonly checksum: string;
    readonly text: string | (() => Promise<{ readonly default: string }>);
    readonly module?: () => Promise<{
      up(db: never): Promise<void> | void;
      down?(db: never): Promise<void> | void;
    }>;
  }[];
} = {
  format: 2,
  count: 31,
  files: [
    { name: "20260105090000_create_accounts.down.sql", checksum: "106394b9d49cea2e1e7eae205b3f86c591d9ca1997823b1ac818a1250128f122", text: () => import("./20260105090000_create_accounts.down.sql", { with: { type: "text" } }) },
    { name: "20260105090000_create_accounts.up.sql", checksum: "71ce5e8bdc6d484b609a619f6b9b77f6d7f02167e35409fe9ba0416114d31c3f", text: () => import("./20260105090000_create_accounts.up.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.down.sql", checksum: "5b7aef261643a0949763024fa880bdd7947dda32c5f6b50c4f76e8862993b329", text: () => import("./20260105101500_create_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.up.sql", checksum: "6259c4485263499540fc69b836d2acc2b394a92a0280330f67bb477ad3d482e6", text: () => import("./20260105101500_create_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.down.sql", checksum: "a4be3be55cc44cf7c9b2e1f2d63d392ba2ee2df4a0519f76ad359e22cb7c7413", text: () => import("./20260107083000_create_products.down.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.up.sql", checksum: "06e3bb42e3ae4bab6350810066d2b3f37e08d74ca57be6b76957935904442d4e", text: () => import("./20260107083000_create_products.up.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.down.sql", checksum: "b078664f26d1352a3f4cade61496f61e0904e116a48edb2545e5af66fea781d3", text: () => import("./20260112140000_create_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.up.sql", checksum: "4cfba24978ccde56fb7f57011d1918b2f439f2358a0fb0a1a972addfb474afd3", text: () => import("./20260112140000_create_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.down.sql", checksum: "5cb2c0bf895e742ee9680c35a1a5b0044a04a6039c34c8df8e174cec83ec379f", text: () => import("./20260112141500_create_order_items.down.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.up.sql", checksum: "55e05ed293da745d88f8f867d9ee49c6b61e9596eddc0429f201562324147c7f", text: () => import("./20260112141500_create_order_items.up.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.down.sql", checksum: "0832ce69ae4c4c3e3e1d5e6bd9ef303911ae418680a2fbf3bc763435be8daba2", text: () => import("./20260120110000_index_open_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.up.sql", checksum: "a594228f5bf6e0abe4ed8d7bb4c6b78c7eca7bb77d5de7291699a2101e6653ba", text: () => import("./20260120110000_index_open_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.down.sql", checksum: "3c734456a35d25fe69a9c511a7a8001a7d3498ee18c3ae9a8aa8946e1d881ed6", text: () => import("./20260203093000_move_stock_with_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.up.sql", checksum: "a351c00bd99e35671035819fe83da760c787c87de23dfe9d91bc6903308fa5aa", text: () => import("./20260203093000_move_stock_with_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.down.sql", checksum: "d86d1495be22669fe39fb6088076616b038220cafcdccb7d90aba88ec58f4507", text: () => import("./20260210080000_create_available_products.down.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.up.sql", checksum: "35c0317a9d39bf58c4f330711e50ef1baa582a7e7981c815b1740a8463ac9d45", text: () => import("./20260210080000_create_available_products.up.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.down.sql", checksum: "490baa32be2e847df88a5e438f233f099dbcf741397d3fd5498297cec2546e69", text: () => import("./20260302120000_price_products_in_cents.down.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.up.sql", checksum: "a67e6587374c5443acd163a3faad641184831d0873a2f524e62280574e12a92b", text: () => import("./20260302120000_price_products_in_cents.up.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.down.sql", checksum: "4943d0e2bf5aed98930026c308ea58b26598139f1989623e54dc28be918f538f", text: () => import("./20260316100000_number_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.up.sql", checksum: "1d5f2739d7ddb7e2200a51c91dec2d133225fbde78f9ec649888935dd5f31543", text: () => import("./20260316100000_number_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260316103000_require_order_numbers.down.sql", checksum: "c930ace14069bd277dcb8ae3fe590dadab39581609efbc72584ae4a15b9961cd", text: () => import("./20260316103000_require_order_numbers.down.sql", { with: { type: "text" } }) },
    { name: "20260316103000_require_order_numbers.up.sql", checksum: "80fc8ef89f16443134fb896ae0d85d0577dd41863b863a9103a8627cd7ce1f2c", text: () => import("./20260316103000_require_order_numbers.up.sql", { with: { type: "text" } }) },
    { name: "20260316104500_validate_order_numbers.down.sql", checksum: "a907e9100725fa5618de5811ca186aef8151ca97750388585a49a9059c3c1c40", text: () => import("./20260316104500_validate_order_numbers.down.sql", { with: { type: "text" } }) },
    { name: "20260316104500_validate_order_numbers.up.sql", checksum: "8bffca2ac2412237a6b4543fdb3876c894c8bf4550ed9451d8b0acf4be51aa13", text: () => import("./20260316104500_validate_order_numbers.up.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.down.sql", checksum: "0757dcc8a10df1921f10335f3110b2282906ec2b1f5708702ce11ef4a718c6b0", text: () => import("./20260401070000_expire_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.up.sql", checksum: "7cdb9f83648a0acbf0f49b29a9718bafb22adccf21ff9dea4bd597faa34c09d5", text: () => import("./20260401070000_expire_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260408090000_add_product_slugs.ts", checksum: "d87569082acbe5df696732bc8de10ed6df0d953791dc4a47fe89d9787d75d227", text: "// A slug needs the letters of a name without their marks, which plain SQL does\n// not know how to take off: \"Crème brûlée\" becomes \"creme-brulee\".\nimport type { MigrationDatabase } from \"../../../mod.ts\"; // in a project: \"@dunlin/dunlin\"\n\n/** `Tea, black (500 g)` becomes `tea-black-500-g`; a name without letters becomes `product`. */\nfunction slugOf(name: string): string {\n  const plain = name.normalize(\"NFKD\").replace(/\\p{Mark}/gu, \"\").toLowerCase();\n  return plain.replace(/[^a-z0-9]+/g, \"-\").replace(/^-|-$/g, \"\") || \"product\";\n}\n\n/** The slug itself, or with the first number that nobody has: `tea`, `tea-2`, `tea-3`. */\nfunction firstFree(slug: string, taken: ReadonlySet<string>): string {\n  if (!taken.has(slug)) return slug;\n  let number = 2;\n  while (taken.has(`${slug}-${number}`)) number++;\n  return `${slug}-${number}`;\n}\n\nexport async function up(db: MigrationDatabase): Promise<void> {\n  await db.execute(\"ALTER TABLE products ADD COLUMN slug text\");\n\n  const products = await db.query<{ id: string; name: string }>(\n    \"SELECT id, name FROM products ORDER BY id\",\n  );\n  const taken = new Set<string>();\n  for (const product of products) {\n    const slug = firstFree(slugOf(product.name), taken);\n    taken.add(slug);\n    await db.query(\"UPDATE products SET slug = $1 WHERE id = $2\", [slug, product.id]);\n  }\n\n  await db.execute(`\n    ALTER TABLE products ALTER COLUMN slug SET NOT NULL;\n    ALTER TABLE products ADD CONSTRAINT products_slug_key UNIQUE (slug);\n  `);\n}\n\nexport async function down(db: MigrationDatabase): Promise<void> {\n  await db.execute(\"ALTER TABLE products DROP COLUMN slug\");\n}\n", module: () => import("./20260408090000_add_product_slugs.ts") },
    { name: "20260420060000_create_monthly_revenue.down.sql", checksum: "08d9d8ac9da8636ed79ba10801bbfb22420686405d63f2ceb5207e9212a433f5", text: () => import("./20260420060000_create_monthly_revenue.down.sql", { with: { type: "text" } }) },
    { name: "20260420060000_create_monthly_revenue.up.sql", checksum: "24b8db223e36eccdca0f97576bf158514852b97eac47e6bff5d1f790801589ea", text: () => import("./20260420060000_create_monthly_revenue.up.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.down.sql", checksum: "9f4a4367553e96b15ac47006d1293ad772981f19fd46688a04c15444c2401efa", text: () => import("./R__order_totals.down.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.sql", checksum: "1ea1e2956c4ff6e759d9b055e92c42059c8b5ef58d82d0aee02f3c8a3ddc08dc", text: () => import("./R__order_totals.sql", { with: { type: "text" } }) },
  ],
};

export default manifest;
