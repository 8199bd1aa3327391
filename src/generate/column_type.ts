/** What the values of a type are: it decides how `default=` is read and written. */
export type ValueKind =
  | "text"
  | "integer"
  | "number"
  | "boolean"
  | "date"
  | "time"
  | "moment" // a point in time, the same everywhere
  | "datetime" // what a clock on a wall shows
  | "year"
  | "uuid"
  | "json"
  | "binary"
  | "label" // one of a list
  | "other";

/** One number in the brackets behind a type: `10` and `2` of `decimal{10,2}`. */
export interface TypeArgument {
  /** For people: `length`, `precision`. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** A type as fields name it, and what it is in one database. */
export interface TypeRule {
  readonly name: string;
  /** Other names for the same. */
  readonly aliases?: readonly string[];
  /** What the column is declared as, without brackets. */
  readonly sql: string;
  /** As `sql`, where brackets were given. */
  readonly sized?: string;
  readonly values: ValueKind;
  /** Numbers it takes in brackets; all may be left out from the right, unless `needs` says otherwise. */
  readonly takes?: readonly TypeArgument[];
  /** How many of `takes` must be there. */
  readonly needs?: number;
  /** The brackets hold words: the labels of an enum, or the name of a type of the database. */
  readonly words?: "labels" | "name";
  /** What the database itself does not check: an SQL condition with `{column}` and `{size}` in it. */
  readonly check?: string;
  /** As `check`, where a length was given. */
  readonly sizedCheck?: string;
  /** One sentence for the table of types, where the name does not say it. */
  readonly note?: string;
}

/** The type of a column: a rule, and what stood in the brackets. */
export interface ColumnType {
  readonly rule: TypeRule;
  readonly args: readonly string[];
  /** PostgreSQL: a list of such values. */
  readonly array: boolean;
}

/** `length`, from 1. */
export function length(most: number): readonly TypeArgument[] {
  return [{ name: "length", least: 1, most }];
}

/** Digits of a second behind the point. */
export const FRACTION: readonly TypeArgument[] = [{ name: "precision", least: 0, most: 6 }];

/** Digits in all, and how many of them stand behind the point. */
export function precision(most: number, mostScale: number): readonly TypeArgument[] {
  return [{ name: "precision", least: 1, most }, { name: "scale", least: 0, most: mostScale }];
}

/** The type with that name or alias. */
export function findType(types: readonly TypeRule[], word: string): TypeRule | undefined {
  const name = word.toLowerCase();
  return types.find((rule) => rule.name === name || rule.aliases?.includes(name));
}

/** Every name a field may use, aliases behind the names. */
export function typeNames(types: readonly TypeRule[]): readonly string[] {
  return [...types.map(({ name }) => name), ...types.flatMap(({ aliases = [] }) => aliases)];
}
