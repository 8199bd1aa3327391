/**
 * What a dialect says of the lease: a row that says who works, until when by
 * the server's clock. Each text is one statement without its semicolon.
 */
export interface LeaseWords {
  /**
   * Takes the lease where nobody has it, where it ran out, or anew where this
   * holder has it still, whose link was lost; between `begin` and COMMIT. Raises where the fence is held by a transaction that lives.
   *
   * @param holder No other runner's
   */
  acquire(holder: string, seconds: number): string[];
  /** One row: `token` and `holder` of the lease; `holder` is null where it is free. */
  readonly look: string;
  /** Holds it for longer, if the token is still this one. */
  renew(token: string, seconds: number): string;
  /** Gives it back, if the token is still this one. */
  release(token: string): string;
  /** Takes it from whoever has it, and the fence too: what that runner sends next is refused. */
  readonly breakUp: string[];
  /** Who has it, since when, until when: one row with a text column `holder`, or none. */
  readonly holder: string;
}
