/** What the name of a migration asks for. Tables are as written, not yet plural. */
export type Intent =
  | { readonly kind: "create-table"; readonly table: string }
  | { readonly kind: "drop-table"; readonly table: string }
  | { readonly kind: "rename-table"; readonly from: string; readonly to: string }
  | { readonly kind: "create-join-table"; readonly tables: string }
  | { readonly kind: "create-enum"; readonly type: string | null }
  | { readonly kind: "add-columns"; readonly columns: string; readonly table: string }
  | { readonly kind: "add-timestamps"; readonly table: string }
  | { readonly kind: "remove-columns"; readonly columns: string; readonly table: string }
  | {
    readonly kind: "rename-column";
    readonly from: string;
    readonly to: string;
    readonly table: string;
  }
  | { readonly kind: "change-columns"; readonly columns: string; readonly table: string }
  | { readonly kind: "add-index"; readonly unique: boolean; readonly table: string }
  | { readonly kind: "remove-index"; readonly table: string }
  | { readonly kind: "add-foreign-key"; readonly table: string | null }
  | { readonly kind: "add-check"; readonly label: string | null; readonly table: string | null }
  | { readonly kind: "backfill"; readonly column: string; readonly table: string }
  | { readonly kind: "empty" };

type Groups = Readonly<Record<string, string | undefined>>;
type Pattern = readonly [form: string, pattern: RegExp, read: (groups: Groups) => Intent];

const text = (value: string | undefined): string => value ?? "";

/** In this order: the first that fits decides. The forms are for people. */
const PATTERNS: readonly Pattern[] = [
  [
    "create_join_table_A_B",
    /^create_join_table_(?<tables>.+)$/,
    ({ tables }) => ({ kind: "create-join-table", tables: text(tables) }),
  ],
  [
    "create_enum_X",
    /^create_enum(?:_(?<type>.+))?$|^create_(?<type2>.+)_enum$/,
    ({ type, type2 }) => ({ kind: "create-enum", type: type ?? type2 ?? null }),
  ],
  [
    "create_X",
    /^create_(?:table_)?(?<table>.+)$/,
    ({ table }) => ({ kind: "create-table", table: text(table) }),
  ],
  [
    "add_foreign_key_to_Y",
    /^add_foreign_keys?(?:_(?:to|on|in)_(?<table>.+))?$/,
    ({ table }) => ({ kind: "add-foreign-key", table: table ?? null }),
  ],
  [
    "add_check_to_Y",
    /^add_check(?:_(?<label>.+?))??(?:_(?:to|on|in)_(?<table>.+))?$|^add_(?<label2>.+)_check_to_(?<table2>.+)$/,
    ({ label, label2, table, table2 }) => ({
      kind: "add-check",
      label: label ?? label2 ?? null,
      table: table ?? table2 ?? null,
    }),
  ],
  [
    "add_index_to_Y",
    /^add_(?<unique>unique_)?index(?:es)?_(?:to|on|in)_(?<table>.+)$/,
    ({ unique, table }) => ({
      kind: "add-index",
      unique: unique !== undefined,
      table: text(table),
    }),
  ],
  [
    "remove_index_from_Y",
    /^(?:remove|drop)_index(?:es)?_(?:from|on)_(?<table>.+)$/,
    ({ table }) => ({ kind: "remove-index", table: text(table) }),
  ],
  [
    "add_timestamps_to_Y",
    /^add_timestamps_to_(?<table>.+)$/,
    ({ table }) => ({ kind: "add-timestamps", table: text(table) }),
  ],
  [
    "add_X_to_Y",
    /^add_(?<columns>.+)_to_(?<table>.+)$/,
    ({ columns, table }) => ({
      kind: "add-columns",
      columns: text(columns),
      table: text(table),
    }),
  ],
  [
    "remove_X_from_Y",
    /^(?:remove|drop)_(?<columns>.+)_from_(?<table>.+)$/,
    ({ columns, table }) => ({
      kind: "remove-columns",
      columns: text(columns),
      table: text(table),
    }),
  ],
  [
    "rename_X_to_Y_in_Z",
    /^rename_(?<from>.+?)_to_(?<to>.+)_in_(?<table>.+)$/,
    ({ from, to, table }) => ({
      kind: "rename-column",
      from: text(from),
      to: text(to),
      table: text(table),
    }),
  ],
  [
    "rename_X_to_Y",
    /^rename_(?:table_)?(?<from>.+?)_to_(?<to>.+)$/,
    ({ from, to }) => ({ kind: "rename-table", from: text(from), to: text(to) }),
  ],
  [
    "change_X_in_Y",
    /^change_(?<columns>.+)_in_(?<table>.+)$/,
    ({ columns, table }) => ({
      kind: "change-columns",
      columns: text(columns),
      table: text(table),
    }),
  ],
  [
    "backfill_X_in_Y",
    /^backfill_(?<column>.+)_in_(?<table>.+)$/,
    ({ column, table }) => ({ kind: "backfill", column: text(column), table: text(table) }),
  ],
  [
    "drop_Y",
    /^drop_(?:table_)?(?<table>.+)$/,
    ({ table }) => ({ kind: "drop-table", table: text(table) }),
  ],
];

/** Every form a name can have, for people. */
export const NAME_FORMS: readonly string[] = PATTERNS.map(([form]) => form);

/**
 * What a migration's name asks for; `empty` where it is none of the forms.
 *
 * @param name As `slug` writes it: `add_sku_to_products`.
 */
export function parseName(name: string): Intent {
  for (const [, pattern, read] of PATTERNS) {
    const found = pattern.exec(name);
    if (found) return read(found.groups ?? {});
  }
  return { kind: "empty" };
}
