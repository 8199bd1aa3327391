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
  count: 30,
  files: [
    { name: "20260105090000_create_accounts.down.sql", checksum: "7af6f1ac1b0939b4d34107992060c6829cbdd0bcd3abc417d62fc729fb06de52", text: () => import("./20260105090000_create_accounts.down.sql", { with: { type: "text" } }) },
    { name: "20260105090000_create_accounts.up.sql", checksum: "ad7efa3486fcc4d1634feb6fb91547a462323e778e76c4ba64f93f0f72db2a5e", text: () => import("./20260105090000_create_accounts.up.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.down.sql", checksum: "5b7aef261643a0949763024fa880bdd7947dda32c5f6b50c4f76e8862993b329", text: () => import("./20260105101500_create_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.up.sql", checksum: "0792519a710efa0b73e8cade0fccb8a7f6ec03b578e33afd45af2fd16c142215", text: () => import("./20260105101500_create_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.down.sql", checksum: "a4be3be55cc44cf7c9b2e1f2d63d392ba2ee2df4a0519f76ad359e22cb7c7413", text: () => import("./20260107083000_create_products.down.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.up.sql", checksum: "a2647f653f28ca5e1e26c654ce3f47862c625a8f189b24d93efde32f5c934c3d", text: () => import("./20260107083000_create_products.up.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.down.sql", checksum: "c0b5474289f45aa5413a80f0d5a039dbd6b04c99fa2b0d33db8d0c9ec75320d7", text: () => import("./20260112140000_create_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.up.sql", checksum: "2531dfa924b188766a2731a803d609bdda013ffe91f146946c425484785f2f3e", text: () => import("./20260112140000_create_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.down.sql", checksum: "5cb2c0bf895e742ee9680c35a1a5b0044a04a6039c34c8df8e174cec83ec379f", text: () => import("./20260112141500_create_order_items.down.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.up.sql", checksum: "b247ee108136e81e0194a39f7745797529c2e0e30cd1d14b8f6a27456d3107e1", text: () => import("./20260112141500_create_order_items.up.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.down.sql", checksum: "9976c6c56edcbefafe6bc6d0bfae9f6abe6a83bc8e33a58efc61fbd7111daf02", text: () => import("./20260120110000_index_open_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.up.sql", checksum: "d17b9182dfe75112d633eea993292300159994bafbe851b06e038be61ec29297", text: () => import("./20260120110000_index_open_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.down.sql", checksum: "6df9ad66a352bc3c41187fce50aeaf4f3ebb9cabdfc2d1fa7780717eda6eb198", text: () => import("./20260203093000_move_stock_with_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.up.sql", checksum: "61a25cbd53b0aa0e24ed5b3134298533da3f40c756b312ac9b089c468f2f0389", text: () => import("./20260203093000_move_stock_with_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.down.sql", checksum: "29eb3de5bf3f6e878193b817cc98bb6bfff0edb9cef90fa455f1c08110af71b2", text: () => import("./20260210080000_create_available_products.down.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.up.sql", checksum: "c872a11a9a5e1d693ab4a6660e68c868ec7c91eadf9cac6ebd13c043a87cc13d", text: () => import("./20260210080000_create_available_products.up.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.down.sql", checksum: "c3711ff37fa8f339b947781d0a81712d7272f98a18f9bd017efd081bc2c75060", text: () => import("./20260302120000_price_products_in_cents.down.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.up.sql", checksum: "cca3447d62a925e741bc05012bb56d5ba90c5bb9a6530aa25311abac0f271b15", text: () => import("./20260302120000_price_products_in_cents.up.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.down.sql", checksum: "83ea97f6e2fec93d69b880e2c444521252fe737ce22d3ac27d62202dc3fbb8d8", text: () => import("./20260316100000_number_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.up.sql", checksum: "8c7570d5123bebc95f529137a3946ff21e9ae71941fd1cf7693cb78505013ffa", text: () => import("./20260316100000_number_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.down.sql", checksum: "5fdec4a9eeb15ae9f9511cbed163e7a055e7ba7034bc5b7df15533c2cf2a9975", text: () => import("./20260401070000_expire_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.up.sql", checksum: "0629e73fc039d21e406f293e5b187a91e5683f5887dff4d58f57029201f19230", text: () => import("./20260401070000_expire_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260408090000_index_product_brands.down.sql", checksum: "1d021c1751bdfa7c37aa70b506a2339804c63df66496a68df1735415322085e5", text: () => import("./20260408090000_index_product_brands.down.sql", { with: { type: "text" } }) },
    { name: "20260408090000_index_product_brands.mariadb.down.sql", checksum: "3c372801328ca3fe93321d214569c6f217bc15714bfddfd7bf26f4f19b7fdaf9", text: () => import("./20260408090000_index_product_brands.mariadb.down.sql", { with: { type: "text" } }) },
    { name: "20260408090000_index_product_brands.mariadb.up.sql", checksum: "ef5bae0723167861bed58bd0877d3af23f66ccd64afeee2f0cfcbb5c7e21b8c6", text: () => import("./20260408090000_index_product_brands.mariadb.up.sql", { with: { type: "text" } }) },
    { name: "20260408090000_index_product_brands.up.sql", checksum: "4cf3539c9a7336e2a28072037a65fa619f0eacf640ac027dd8119bc4aa1711eb", text: () => import("./20260408090000_index_product_brands.up.sql", { with: { type: "text" } }) },
    { name: "20260420060000_create_addresses.down.sql", checksum: "09f2552c6934d713be5064131a5edbedf7596e6cc665cd0a7b31932dff6e23dd", text: () => import("./20260420060000_create_addresses.down.sql", { with: { type: "text" } }) },
    { name: "20260420060000_create_addresses.up.sql", checksum: "5eb74785520ce5e057e897952a16bf4ae34bbf9d9f94847a642b1232cb29d553", text: () => import("./20260420060000_create_addresses.up.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.down.sql", checksum: "9f4a4367553e96b15ac47006d1293ad772981f19fd46688a04c15444c2401efa", text: () => import("./R__order_totals.down.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.sql", checksum: "e9fd4ef7374e4d7d28e2cff5b50bcb283ab46b6dd4ca75e0d6c0401d23fbf6d5", text: () => import("./R__order_totals.sql", { with: { type: "text" } }) },
  ],
};

export default manifest;
