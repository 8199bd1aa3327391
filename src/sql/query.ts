/** One statement with its parameters, as a value. Placeholders are the dialect's own (`$1` or `?`). */
export interface Query {
  readonly text: string;
  readonly params?: readonly (string | number | bigint | null)[];
}
