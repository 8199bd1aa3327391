/** One statement with its parameters, as a value. Placeholders are the dialect's own (`$1` or `?`). */
export interface Query {
  /** One statement, with the placeholders of its database. */
  readonly text: string;
  /** A value for each placeholder, in order. */
  readonly params?: readonly (string | number | bigint | null)[];
}
