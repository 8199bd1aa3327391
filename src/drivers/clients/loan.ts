import type { Connection, ConnectionLimit } from "../connection.ts";

/** A session in dunlin's hands for a while. */
export interface Loan {
  readonly connection: Connection;
  /** See {@linkcode Connection.found}. */
  readonly found?: readonly string[];
  /** Makes the session new between two files, as far as the client can; see {@linkcode Connection.reset}. */
  reset?(): Promise<void>;
  /**
   * Hands the session back to its owner as it was lent, without an open
   * transaction and without listeners.
   *
   * @param touched Whether more than questions was sent
   * @throws {DriverError} If it cannot be made what it was; its owner has it all the same
   */
  giveBack(touched: boolean): Promise<void>;
}

/** Whoever lends sessions: a client its only one, a pool any number. */
export interface Lender {
  /** See {@linkcode Connection.limits}. */
  readonly limits: readonly ConnectionLimit[];
  /** Whether several sessions can be lent at once. */
  readonly many: boolean;
  /** @throws {DunlinError} `unsupported`, if the client is at work; why there is no session */
  lend(): Promise<Loan>;
}
