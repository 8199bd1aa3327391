import { restorePostgres } from "../../dialects/found_postgres.ts";
import type { ConnectionLimit } from "../connection.ts";
import { describeTarget } from "../mask.ts";
import type { Route } from "../postgres_cancel.ts";
import type { PgClient } from "../postgres_client.ts";
import { PostgresConnection } from "../postgres_connection.ts";
import { postgresFailure } from "../postgres_failure.ts";
import type { TlsOptions } from "../tls_options.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import { lookAtPostgres } from "./found_session.ts";
import type { Lender, Loan } from "./loan.ts";
import { inTransaction, noteLoan, unsupported } from "./refusals.ts";
import { take } from "./take.ts";

const NAME = "pg client";

/** A connected `Client` of `pg`, by structure. */
export interface PgClientLike {
  /** Sends a message. */
  query(text: string): Promise<unknown>;
  /** Where the server is; a cancel request goes there. */
  readonly host: string;
  /** And on which port. */
  readonly port: number;
}

/** A `Pool` of `pg`, by structure. */
export interface PgPoolLike {
  /** Checks a client out. */
  connect(): Promise<PgPooledLike>;
  /** Tells a pool from a client. */
  readonly totalCount: number;
}

/** A client of such a pool. */
export interface PgPooledLike extends PgClientLike {
  /** Gives it back to the pool, or has it destroyed. */
  release(broken?: boolean): void;
}

/** The parts of a client that are used here, and are not in its types. */
interface LentClient extends PgClient {
  readonly host: string;
  readonly port: number;
  readonly ssl?: boolean | TlsOptions;
  readonly pipeline?: boolean;
  readonly connectionParameters: {
    query_timeout?: number | false;
    readonly sslnegotiation?: string;
  };
  readonly connection: PgClient["connection"] & { parsedStatements: Record<string, string> };
  release?(broken?: boolean): void;
}

const ONE_SESSION: ConnectionLimit = {
  cannot: "second-session",
  because: "a Client is one session (a Pool can give another)",
};

/**
 * A `Client` (connected) or a `Pool` of `pg`, for `Migrator.over`. Of a pool
 * one client is checked out for each run and released behind it.
 *
 * @throws {DunlinError} `unsupported`, if the client is in a transaction, not
 * connected, native, in pipeline mode, or has what a reset would end
 */
export function fromPg(client: PgClientLike | PgPoolLike): Promise<BorrowedConnection> {
  return borrow("totalCount" in client ? poolLender(client) : clientLender(client));
}

function clientLender(client: PgClientLike): Lender {
  return {
    limits: [ONE_SESSION],
    many: false,
    async lend() {
      const lent = usable(client);
      const returned = noteLoan(client, NAME);
      try {
        return await lend(lent, returned);
      } catch (error) {
        returned();
        throw error;
      }
    },
  };
}

function poolLender(pool: PgPoolLike): Lender {
  let out = 0;
  const release = (client: PgPooledLike, broken: boolean) => {
    out--;
    client.release(broken);
  };
  return {
    limits: [],
    many: true,
    async lend() {
      const client = await take(pool.connect(), out > 0, (late) => late.release()).catch(
        (error) => {
          throw postgresFailure(error, [], { during: "connect" });
        },
      );
      out++;
      try {
        return await lend(usable(client), (broken) => release(client, broken));
      } catch (error) {
        release(client, true);
        throw error;
      }
    },
  };
}

function usable(client: PgClientLike): LentClient {
  const lent = client as unknown as Partial<LentClient>;
  if (lent.connection === undefined || typeof lent.getTransactionStatus !== "function") {
    throw unsupported(
      "this client does not show the protocol, as pg-native and old versions of pg do not",
      "give dunlin a Client or Pool of pg itself, or let it connect: Migrator.connect(url, …)",
    );
  }
  if (lent.pipeline === true) {
    throw unsupported("the pg client is in pipeline mode, which sends ahead", "turn pipeline off");
  }
  const status = lent.getTransactionStatus();
  if (status === null) {
    throw unsupported("the pg client is not connected", "await client.connect()");
  }
  if (status !== "I") throw inTransaction(NAME);
  return lent as LentClient;
}

async function lend(client: LentClient, release: (broken: boolean) => void): Promise<Loan> {
  const { connectionParameters } = client;
  const limit = connectionParameters.query_timeout;
  connectionParameters.query_timeout = false; // it would give up a message and leave it running
  const asked = session(client, "", "");
  const found = await lookAtPostgres(
    (text) => asked.query({ text }),
    NAME,
    (id) => id !== asked.server.connectionId,
  ).finally(async () => {
    await asked.close();
    connectionParameters.query_timeout = limit ?? false;
  });
  connectionParameters.query_timeout = false;
  const connection = session(client, found.version, describe(client, found));
  const shared = found.sessionId !== connection.server.connectionId;
  return {
    connection,
    found: found.settings,
    async giveBack(touched) {
      const lost = connection.inTransaction() === null;
      try {
        if (touched && !lost) {
          client.connection.parsedStatements = {}; // DEALLOCATE ALL has freed them
          const open = connection.inTransaction() === true ? ["ROLLBACK"] : [];
          const texts = [...open, ...(shared ? [] : restorePostgres(found))];
          if (texts.length > 0) await connection.send(texts.join("\n;\n"));
        }
      } finally {
        const broken = connection.inTransaction() !== false;
        await connection.close();
        connectionParameters.query_timeout = limit ?? false;
        release(broken);
      }
    },
  };
}

function session(client: LentClient, version: string, description: string): PostgresConnection {
  return new PostgresConnection(client, {
    version,
    description,
    route: routeOf(client),
    secrets: [],
    end: () => Promise.resolve(), // its owner ends it
  });
}

function describe(client: LentClient, found: { user: string; database: string }): string {
  return describeTarget({ dialect: "postgres", hosts: [routeOf(client)], ...found });
}

function routeOf({ host, port, ssl, connectionParameters }: LentClient): Route {
  const options = typeof ssl === "object" ? ssl : { rejectUnauthorized: true };
  return {
    host,
    port,
    tls: ssl ? options : null,
    tlsDirect: connectionParameters.sslnegotiation === "direct",
  };
}
