import { DunlinError } from "../../errors.ts";

const onLoan = new WeakSet<object>();

/** A client that cannot be used as it is. */
export function unsupported(what: string, next: string): DunlinError {
  return new DunlinError("unsupported", what, { state: "nothing was changed", next });
}

/** A client whose transaction would become part of the migrations, or end with them. */
export function inTransaction(client: string): DunlinError {
  return unsupported(
    `the ${client} is in the middle of a transaction`,
    "commit it or roll it back first, or give dunlin a client of its own",
  );
}

/**
 * Notes that a client is on loan: two runs over one session would mix their statements.
 *
 * @returns What notes its return
 * @throws {DunlinError} `unsupported`, if it is on loan already
 */
export function noteLoan(client: object, name: string): () => void {
  if (onLoan.has(client)) {
    throw unsupported(
      `the ${name} is in use by another run already`,
      "give each run a client of its own, or a pool",
    );
  }
  onLoan.add(client);
  return () => onLoan.delete(client);
}
