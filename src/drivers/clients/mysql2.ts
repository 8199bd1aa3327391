import {
  FOUND_MYSQL,
  foundVariables,
  restoreVariables,
  SESSION_VARIABLES,
  useDatabase,
} from "../../dialects/found_mysql.ts";
import type { Connection, ConnectionLimit, Row } from "../connection.ts";
import { describeTarget } from "../mask.ts";
import type { MysqlClient } from "../mysql_client.ts";
import { MysqlConnection } from "../mysql_connection.ts";
import { mysqlFailure } from "../mysql_failure.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import type { Lender, Loan } from "./loan.ts";
import { hasMultiStatements, switchMultiStatements } from "./multi_statements.ts";
import { inTransaction, noteLoan, unsupported } from "./refusals.ts";
import { take } from "./take.ts";

const NAME = "mysql2 connection";

/** A connection of `mysql2` or `mysql2/promise`, by structure. */
export interface Mysql2ConnectionLike {
  /** Its options; how rows are read is changed for the run only. */
  readonly config: unknown;
  /** Sends a message. */
  // deno-lint-ignore no-explicit-any -- two interfaces, one with callbacks
  query(...query: any[]): unknown;
}

/** A pool of `mysql2` or `mysql2/promise`, by structure. */
export interface Mysql2PoolLike {
  /** Takes a connection. */
  // deno-lint-ignore no-explicit-any -- two interfaces, one with callbacks
  getConnection(...callback: any[]): unknown;
}

/** The parts of a connection that are used here, and are not in its types. */
interface LentClient extends MysqlClient {
  config: Readonly<Record<string, unknown>>;
  readonly threadId: number | null;
  readonly _handshakePacket?: { readonly serverVersion: string };
  readonly _closing?: boolean;
  release(): void;
  destroy(): void;
}

interface CorePool {
  getConnection(callback: (error: Error | null, connection: LentClient) => void): void;
}

const OF_ONE_CONNECTION: readonly ConnectionLimit[] = [
  {
    cannot: "cancel",
    because: "the server is told to stop from a second connection (a pool can give one)",
  },
  {
    cannot: "second-session",
    because: "a connection is one session (a pool can give another)",
  },
];

/**
 * A connection or a pool of `mysql2` or `mysql2/promise`, for `Migrator.over`,
 * with whatever options it was made: several statements in a message are
 * switched on for the run. Of a pool one connection is taken for each run and
 * released behind it, or destroyed where a file has left more in it than
 * variables.
 *
 * A single connection is reset behind a file that may have left something in
 * it: its variables and its database are brought back, but its temporary
 * tables, user variables (`@a`) and named locks are not.
 *
 * @throws {DunlinError} `unsupported`, if it is in a transaction or not connected
 */
export function fromMysql2(
  client: Mysql2ConnectionLike | Mysql2PoolLike,
): Promise<BorrowedConnection> {
  if ("getConnection" in client) return borrow(poolLender(corePool(client)));
  const core = coreConnection(client);
  return borrow({
    limits: OF_ONE_CONNECTION,
    many: false,
    async lend() {
      if (core._closing || core.stream.destroyed) {
        throw unsupported("the mysql2 connection is closed", "give dunlin an open one");
      }
      const returned = noteLoan(core, NAME);
      return await lend(core, null, returned).catch((error) => {
        returned();
        throw error;
      });
    },
  });
}

function poolLender(pool: CorePool): Lender {
  let out = 0;
  const connect = () =>
    new Promise<LentClient>((resolve, reject) => {
      pool.getConnection((error, connection) => {
        if (error) reject(mysqlFailure(error, [], { during: "connect" }));
        else resolve(connection);
      });
    });
  const release = (client: LentClient, spoilt: boolean) => {
    out--;
    if (spoilt) client.destroy();
    else client.release();
  };
  const lender: Lender = {
    limits: [],
    many: true,
    async lend() {
      const client = await take(connect(), out > 0, (late) => late.release());
      out++;
      const beside = () => borrow(lender);
      return await lend(client, beside, (spoilt) => release(client, spoilt)).catch((error) => {
        release(client, true);
        throw error;
      });
    },
  };
  return lender;
}

async function lend(
  client: LentClient,
  beside: (() => Promise<Connection>) | null,
  release: (spoilt: boolean) => void,
): Promise<Loan> {
  const undo = await prepare(client);
  const first = sessionOf(client, null, null);
  try {
    const before = foundVariables(await first.query({ text: SESSION_VARIABLES }));
    const [who] = await first.query({ text: FOUND_MYSQL });
    if (first.inTransaction() !== false) throw inTransaction(NAME);
    await first.close();
    return new MysqlLoan(client, beside, who!, before, undo, release);
  } catch (error) {
    await first.close();
    await undo();
    throw error;
  }
}

class MysqlLoan implements Loan {
  readonly connection: MysqlConnection;
  readonly #database: string | null;
  readonly #before: ReadonlyMap<string, string>;
  readonly #undo: () => Promise<void>;
  readonly #release: (spoilt: boolean) => void;
  #spoilt = false;

  constructor(
    client: LentClient,
    beside: (() => Promise<Connection>) | null,
    who: Row,
    before: ReadonlyMap<string, string>,
    undo: () => Promise<void>,
    release: (spoilt: boolean) => void,
  ) {
    this.connection = sessionOf(client, who, beside);
    this.#database = who["db"] === null ? null : String(who["db"]);
    this.#before = before;
    this.#undo = undo;
    this.#release = release;
  }

  async reset(): Promise<void> {
    this.#spoilt = true;
    await this.connection.reset();
    await this.#bringBack();
  }

  async giveBack(touched: boolean): Promise<void> {
    const lost = () => this.connection.inTransaction() === null;
    try {
      if (touched) {
        if (this.connection.inTransaction() === true) await this.connection.send("ROLLBACK");
        if (!lost()) await this.#bringBack();
      }
      if (!lost()) await this.#undo();
    } finally {
      const spoilt = this.#spoilt || this.connection.inTransaction() !== false;
      await this.connection.close();
      this.#release(spoilt);
    }
  }

  async #bringBack(): Promise<void> {
    const now = foundVariables(await this.connection.query({ text: SESSION_VARIABLES }));
    const texts = [...useDatabase(this.#database), ...restoreVariables(this.#before, now)];
    if (texts.length > 0) await this.connection.send(texts.join(";\n"));
  }
}

/** Makes the client read and send as dunlin needs it. @returns What makes it as it was */
async function prepare(client: LentClient): Promise<() => Promise<void>> {
  const { config } = client;
  const switched = !hasMultiStatements(client);
  // whatever the owner has chosen for reading rows
  client.config = Object.create(config, {
    rowsAsArray: { value: false },
    nestTables: { value: false },
    namedPlaceholders: { value: false },
    typeCast: { value: true },
    supportBigNumbers: { value: true },
    bigNumberStrings: { value: true },
    decimalNumbers: { value: false },
    dateStrings: { value: true },
    jsonStrings: { value: true },
  });
  try {
    if (switched) await switchMultiStatements(client, true);
  } catch (error) {
    client.config = config;
    throw mysqlFailure(error, [], { during: "session" });
  }
  return async () => {
    client.config = config;
    if (switched) await switchMultiStatements(client, false);
  };
}

function sessionOf(
  client: LentClient,
  who: Row | null,
  beside: (() => Promise<Connection>) | null,
): MysqlConnection {
  return new MysqlConnection(client, {
    handshake: {
      serverVersion: client._handshakePacket?.serverVersion ?? "",
      connectionId: client.threadId ?? 0,
    },
    description: who === null ? "" : describe(client, who),
    secrets: [],
    ...(beside === null ? {} : { beside }),
    end: () => Promise.resolve(), // its owner ends it
  });
}

function describe({ config }: LentClient, who: Row): string {
  const { host, port, socketPath } = config as Record<string, unknown>;
  return describeTarget({
    dialect: "mysql",
    scheme: "mysql",
    host: String(host ?? "localhost"),
    port: Number(port ?? 3306),
    socketPath: typeof socketPath === "string" ? socketPath : null,
    user: String(who["user"]).replace(/@[^@]*$/, ""),
    database: who["db"] === null ? null : String(who["db"]),
  });
}

/** The interface with callbacks, which the one with promises stands on. */
function coreConnection(client: Mysql2ConnectionLike): LentClient {
  const { connection } = client as unknown as { connection?: LentClient };
  const core = connection ?? client as unknown as LentClient;
  if (typeof core.addCommand === "function") return core;
  throw unsupported("this is no connection of mysql2", "give dunlin one, or a pool");
}

function corePool(pool: Mysql2PoolLike): CorePool {
  return (pool as unknown as { pool?: CorePool }).pool ?? pool as unknown as CorePool;
}
