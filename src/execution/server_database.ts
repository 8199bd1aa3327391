import { dialectOf } from "../dialects/by_name.ts";
import { type DatabaseWords, databaseWords } from "../dialects/database_words.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { connect, type ConnectOptions } from "../drivers/connect.ts";
import { type Connection, DriverError, type Row } from "../drivers/connection.ts";
import { describeTarget } from "../drivers/mask.ts";
import type { MysqlTarget, PostgresTarget } from "../drivers/target.ts";
import { DunlinError } from "../errors.ts";
import { queryFailure, serverMessage } from "./query_failure.ts";

/** A database on a server, seen from beside it: in a session that is not in it. */
export class ServerDatabase {
  readonly name: string;
  readonly #connection: Connection;
  readonly #dialect: Dialect;
  readonly #words: DatabaseWords;
  readonly #user: string;

  private constructor(
    name: string,
    connection: Connection,
    words: DatabaseWords,
    user: string,
  ) {
    this.name = name;
    this.#connection = connection;
    this.#dialect = dialectOf(connection.server.product);
    this.#words = words;
    this.#user = user;
  }

  /**
   * @throws {DunlinError} `config` if the URL names no database; why no session was had
   */
  static async beside(
    target: PostgresTarget | MysqlTarget,
    options: ConnectOptions,
  ): Promise<ServerDatabase> {
    const { database: name } = target;
    if (name === null || name === "") {
      throw new DunlinError("config", `${describeTarget(target)} names no database`, {
        next: "put its name at the end of the URL: mysql://user@host/NAME",
      });
    }
    const words = databaseWords(target.dialect);
    const connection = await firstOf(words.beside, target, options);
    return new ServerDatabase(name, connection, words, target.user);
  }

  /** What it is like, for {@linkcode create}; null if it is not there. */
  async traits(): Promise<Row | null> {
    const [row] = await this.#ask(this.#words.traits(this.name), "looking at the database");
    return row ?? null;
  }

  /** @throws {DunlinError} `permission-denied`, before anything is done, where that can be known */
  async assertMayCreate(): Promise<void> {
    if (this.#words.mayCreate === null) return;
    const [row] = await this.#ask(this.#words.mayCreate, "asking for rights");
    if (row?.["may"] !== true) throw this.#mayNot("make", undefined);
  }

  /** @returns Whether it was not there yet */
  async create(like: Row | null = null): Promise<boolean> {
    try {
      await this.#connection.send(this.#words.create(this.name, like));
      return true;
    } catch (error) {
      if (hasCode(error, this.#words.thereCodes)) return false;
      throw this.#explained(error, "make");
    }
  }

  /** @returns Whether it was there. @throws {DunlinError} `query-failed`, naming the sessions in the way */
  async drop(force: boolean): Promise<boolean> {
    if (force) await this.#endSessions();
    try {
      for (const text of this.#words.beforeDrop) await this.#connection.send(text);
      await this.#connection.send(this.#words.drop(this.name, force));
      return true;
    } catch (error) {
      if (hasCode(error, this.#words.absentCodes)) return false;
      if (hasCode(error, this.#words.busyCodes)) throw await this.#inUse(error);
      throw this.#explained(error, "drop");
    }
  }

  /** Ends the session; never throws. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #endSessions(): Promise<void> {
    for (const { id } of await this.#sessions()) {
      const text = this.#words.end(String(id));
      if (text === null) return;
      try {
        await this.#connection.send(text);
      } catch (error) {
        if (!hasCode(error, ["1094"])) throw this.#explained(error, "end a session of");
      }
    }
  }

  #sessions(): Promise<Row[]> {
    return this.#ask(this.#words.sessions(this.name), "asking who is in the database");
  }

  async #inUse(error: DriverError): Promise<DunlinError> {
    const sessions = (await this.#sessions()).map((row) => String(row["session"]));
    const who = sessions.length === 0 ? "" : `: ${sessions.join("; ")}`;
    return new DunlinError("query-failed", `the database ${this.name} is in use${who}`, {
      server: serverMessage(error, this.#dialect),
      state: "nothing was changed",
      next: "end those sessions, or add --force, which ends them",
      cause: error,
    });
  }

  async #ask(text: string, doing: string): Promise<Row[]> {
    try {
      return await this.#connection.query({ text });
    } catch (error) {
      throw queryFailure(error, this.#dialect, doing);
    }
  }

  #explained(error: unknown, verb: string): unknown {
    if (!(error instanceof DriverError)) return error;
    if (this.#dialect.meaning(error.code, error.message) === "permission") {
      return this.#mayNot(verb, error);
    }
    return queryFailure(error, this.#dialect, `to ${verb} the database ${this.name}`);
  }

  #mayNot(verb: string, error: DriverError | undefined): DunlinError {
    const grant = this.#words.grant(this.name, this.#user);
    return new DunlinError(
      "permission-denied",
      `${this.#user} may not ${verb} the database ${this.name}`,
      {
        ...(error ? { server: serverMessage(error, this.#dialect), cause: error } : {}),
        state: "nothing was changed",
        next: verb === "make"
          ? `let an administrator run \`${grant}\`, or make the database`
          : "do it as its owner, or as an administrator",
      },
    );
  }
}

// managed servers may keep strangers out of one of them
async function firstOf(
  names: readonly (string | null)[],
  target: PostgresTarget | MysqlTarget,
  options: ConnectOptions,
): Promise<Connection> {
  let failure: unknown;
  for (const database of names) {
    try {
      return await connect({ ...target, database } as PostgresTarget | MysqlTarget, options);
    } catch (error) {
      failure ??= error;
      const passes = error instanceof DunlinError &&
        (error.code === "database-missing" || error.code === "permission-denied");
      if (!passes) throw error;
    }
  }
  throw failure;
}

function hasCode(error: unknown, codes: readonly string[]): error is DriverError {
  return error instanceof DriverError && error.code !== null && codes.includes(error.code);
}
