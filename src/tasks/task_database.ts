import { type Connection, DriverError, type Row } from "../drivers/connection.ts";
import type { Pending } from "./pending.ts";

/** A value a statement can be given. */
export type Param = string | number | bigint | null;

/** A task's own connection. Calls wait for each other: a session does one thing at a time. */
export interface TaskDatabase {
  /** What the server is. */
  readonly dialect: Connection["server"]["product"];
  /**
   * One statement with the database's own placeholders (`$1` or `?`); all rows.
   *
   * @throws {DriverError} What the server said
   */
  query<Found = Row>(text: string, params?: readonly Param[]): Promise<Found[]>;
  /** Statements without parameters, several at once if wanted; rows are discarded. @throws {DriverError} */
  execute(text: string): Promise<void>;
  /**
   * Does something in a transaction: committed if `act` succeeds, else rolled
   * back, and its error is thrown. MySQL commits at each DDL all the same.
   */
  transaction<Answer>(act: () => Promise<Answer> | Answer): Promise<Answer>;
}

/** Who asked for what failed: a driver's own stack knows only of its socket. */
const callers = new WeakMap<DriverError, Error>();

/** The error whose stack names the task's own line: this one, or that of the call that led to it. */
export function withCaller(error: unknown): unknown {
  return error instanceof DriverError ? callers.get(error) ?? error : error;
}

/** A session as tasks see it; what they ask of it is noted in `calls`. */
export function taskDatabase(connection: Connection, calls: Pending): TaskDatabase {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    const caller = new Error("called here");
    const answer = calls.add(
      turn.then(act).catch((error) => {
        if (error instanceof DriverError) callers.set(error, caller);
        throw error;
      }),
    );
    turn = answer.catch(() => {}); // told to whoever asked
    return answer;
  };
  const execute = (text: string) => inTurn(() => connection.send(text));
  return {
    dialect: connection.server.product,
    query: <Found>(text: string, params: readonly Param[] = []) =>
      inTurn(() => connection.query({ text, params })) as Promise<Found[]>,
    execute,
    transaction: (act) => calls.add(inTransaction(act, execute)),
  };
}

async function inTransaction<Answer>(
  act: () => Promise<Answer> | Answer,
  execute: (text: string) => Promise<void>,
): Promise<Answer> {
  await execute("BEGIN");
  let answer: Answer;
  try {
    answer = await act();
  } catch (error) {
    await execute("ROLLBACK").catch(() => {}); // a lost session has rolled back by itself
    throw error;
  }
  await execute("COMMIT");
  return answer;
}
