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
  count: 26,
  files: [
    { name: "20260105090000_create_accounts.down.sql", checksum: "7af6f1ac1b0939b4d34107992060c6829cbdd0bcd3abc417d62fc729fb06de52", text: () => import("./20260105090000_create_accounts.down.sql", { with: { type: "text" } }) },
    { name: "20260105090000_create_accounts.up.sql", checksum: "9f1e7913f807e77a3fce9f0aafa4461256f046dbadca552a5e752ef8e57d535f", text: () => import("./20260105090000_create_accounts.up.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.down.sql", checksum: "5b7aef261643a0949763024fa880bdd7947dda32c5f6b50c4f76e8862993b329", text: () => import("./20260105101500_create_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260105101500_create_sessions.up.sql", checksum: "1584b03b8dd8208ec267e4571162b24fee10ff9f753869172c80c8d8aecb0e51", text: () => import("./20260105101500_create_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.down.sql", checksum: "a4be3be55cc44cf7c9b2e1f2d63d392ba2ee2df4a0519f76ad359e22cb7c7413", text: () => import("./20260107083000_create_products.down.sql", { with: { type: "text" } }) },
    { name: "20260107083000_create_products.up.sql", checksum: "632d6c103cdbc7b2e052d09cc3cc1d4ab231115f16a43cac87ea7a4a4b022152", text: () => import("./20260107083000_create_products.up.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.down.sql", checksum: "c0b5474289f45aa5413a80f0d5a039dbd6b04c99fa2b0d33db8d0c9ec75320d7", text: () => import("./20260112140000_create_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260112140000_create_orders.up.sql", checksum: "f0f06441de8333d6f54bd737dd6d8167df6a6c631bf2597d643db05a3aa2a1ae", text: () => import("./20260112140000_create_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.down.sql", checksum: "5cb2c0bf895e742ee9680c35a1a5b0044a04a6039c34c8df8e174cec83ec379f", text: () => import("./20260112141500_create_order_items.down.sql", { with: { type: "text" } }) },
    { name: "20260112141500_create_order_items.up.sql", checksum: "840d36a3b495cad47e1ccf3b14bb3be91cdb4f225147cb9faeee1ffa00f0ec43", text: () => import("./20260112141500_create_order_items.up.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.down.sql", checksum: "512f6aba690349af00197dcf79e8be6cd65090c1177b02a6f90b819bbcad5082", text: () => import("./20260120110000_index_open_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260120110000_index_open_orders.up.sql", checksum: "4173a53b3dafa70625d82acc5f55ee17e90f6a2b906798e860dcf51203fa8dcf", text: () => import("./20260120110000_index_open_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.down.sql", checksum: "034c0716efe3a8296abe9f38d6361ef8f8c065b3a5ad58d8e2883c6c7b710171", text: () => import("./20260203093000_move_stock_with_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260203093000_move_stock_with_orders.up.sql", checksum: "adca62f7346272d910dc906a6c299dfae06a38bc139ca877fdf118e85e557548", text: () => import("./20260203093000_move_stock_with_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.down.sql", checksum: "29eb3de5bf3f6e878193b817cc98bb6bfff0edb9cef90fa455f1c08110af71b2", text: () => import("./20260210080000_create_available_products.down.sql", { with: { type: "text" } }) },
    { name: "20260210080000_create_available_products.up.sql", checksum: "29a66316079197b988683bd995ad06392bc72512925d5cbfee22ce0729f15342", text: () => import("./20260210080000_create_available_products.up.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.down.sql", checksum: "47a6b14ae4a5fe8054df4de0042deed908ab1dfa03ce0ccdf7b206e00ee38acf", text: () => import("./20260302120000_price_products_in_cents.down.sql", { with: { type: "text" } }) },
    { name: "20260302120000_price_products_in_cents.up.sql", checksum: "b4b80d1b35928c0ca771d6e95e41cfc11f41af69e65d5598134f97379c362b70", text: () => import("./20260302120000_price_products_in_cents.up.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.down.sql", checksum: "26d75f1c2b1138ab20eb000b68703af59794ef152f529d80f418a0517ce58d54", text: () => import("./20260316100000_number_orders.down.sql", { with: { type: "text" } }) },
    { name: "20260316100000_number_orders.up.sql", checksum: "78b549554210ac34098c8494b72d2266b06e23d4bfc6b16eda943ef1dce6c2c9", text: () => import("./20260316100000_number_orders.up.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.down.sql", checksum: "0757dcc8a10df1921f10335f3110b2282906ec2b1f5708702ce11ef4a718c6b0", text: () => import("./20260401070000_expire_sessions.down.sql", { with: { type: "text" } }) },
    { name: "20260401070000_expire_sessions.up.sql", checksum: "19f2a76a79104a0ef2d471757fd74ca647cd9a783fd9ad8d01649e46bc6fa056", text: () => import("./20260401070000_expire_sessions.up.sql", { with: { type: "text" } }) },
    { name: "20260420060000_create_addresses.down.sql", checksum: "14f40661ac4ec3f2a3dcc10235a02a9902016a73e754bd1d4b38e9cc3c8268b8", text: () => import("./20260420060000_create_addresses.down.sql", { with: { type: "text" } }) },
    { name: "20260420060000_create_addresses.up.sql", checksum: "2d6d564e96074db975e68028289d259026d4e9b0c24c0523755cfcd1065d4ac5", text: () => import("./20260420060000_create_addresses.up.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.down.sql", checksum: "9f4a4367553e96b15ac47006d1293ad772981f19fd46688a04c15444c2401efa", text: () => import("./R__order_totals.down.sql", { with: { type: "text" } }) },
    { name: "R__order_totals.sql", checksum: "ab7ac3286b42afa7a8858fd4dbd5231b6349d47b16d4e9d640b4a0bf0934ef82", text: () => import("./R__order_totals.sql", { with: { type: "text" } }) },
  ],
};

export default manifest;
