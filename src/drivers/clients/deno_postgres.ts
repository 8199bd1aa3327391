import { restorePostgres } from "../../dialects/found_postgres.ts";
import type { ConnectionLimit, Row } from "../connection.ts";
import { postgresFailure } from "../postgres_failure.ts";
import { borrow, type BorrowedConnection } from "./borrowed_connection.ts";
import { type DenoPostgresClientLike, DenoPostgresConnection } from "./deno_postgres_connection.ts";
import { lookAtPostgres } from "./found_session.ts";
import type { Lender, Loan } from "./loan.ts";
import { inTransaction, noteLoan, unsupported } from "./refusals.ts";
import { take } from "./take.ts";

const NAME = "@db/postgres client";

/** A `Pool` of `@db/postgres`, by structure. */
export interface DenoPostgresPoolLike {
  /** Checks a client out. */
  connect(): Promise<DenoPostgresPooledLike>;
  /** Tells a pool from a client. */
  readonly size: number;
}

/** A client of such a pool. */
export interface DenoPostgresPooledLike extends DenoPostgresClientLike {
  /** Gives it back to the pool. */
  release(): void;
  /** Ends its session; the pool makes another in its place. */
  end(): Promise<void>;
}

const OF_ALL: readonly ConnectionLimit[] = [
  { cannot: "copy", because: "@db/postgres does not know the messages that carry the data" },
  {
    cannot: "late-notices",
    because: "@db/postgres tells notices with the result, and a statement that failed has none",
  },
];
const OF_ONE_CLIENT: readonly ConnectionLimit[] = [
  ...OF_ALL,
  {
    cannot: "cancel",
    because:
      "@db/postgres keeps the key of a cancel request to itself (a Pool can cancel from beside)",
  },
  { cannot: "second-session", because: "a Client is one session (a Pool can give another)" },
];

/**
 * A `Client` (connected) or a `Pool` of `@db/postgres`, for `Migrator.over`. Of
 * a pool one client is checked out for each run and released behind it.
 *
 * @throws {DunlinError} `unsupported`, if the client is in a transaction, not
 * connected, or has what a reset would end
 */
export function fromDenoPostgres(
  client: DenoPostgresClientLike | DenoPostgresPoolLike,
): Promise<BorrowedConnection> {
  if ("connect" in client && "size" in client) return borrow(poolLender(client));
  return borrow(clientLender(client as DenoPostgresClientLike));
}

function clientLender(client: DenoPostgresClientLike): Lender {
  return {
    limits: OF_ONE_CLIENT,
    many: false,
    async lend() {
      const returned = noteLoan(client, NAME);
      return await lend(client, null, returned).catch((error) => {
        returned();
        throw error;
      });
    },
  };
}

function poolLender(pool: DenoPostgresPoolLike): Lender {
  let out = 0;
  const connect = () =>
    take(pool.connect(), out > 0, (late) => late.release()).catch((error) => {
      throw postgresFailure(messageOf(error), [], { during: "connect" });
    });
  const cancel = async (pid: number) => {
    const beside = await connect();
    try {
      await beside.queryArray({ text: `SELECT pg_catalog.pg_cancel_backend(${pid})` });
    } finally {
      beside.release();
    }
  };
  return {
    limits: OF_ALL,
    many: true,
    async lend() {
      const client = await connect();
      out++;
      const release = async (broken: boolean) => {
        out--;
        if (broken) await client.end().catch(() => {}); // it is gone already; the pool makes another
        client.release();
      };
      return await lend(client, cancel, release).catch(async (error) => {
        await release(true);
        throw error;
      });
    },
  };
}

async function lend(
  client: DenoPostgresClientLike,
  cancel: ((pid: number) => Promise<void>) | null,
  release: (broken: boolean) => unknown,
): Promise<Loan> {
  if (!client.connected) {
    throw unsupported(`the ${NAME} is not connected`, "await client.connect()");
  }
  if (client.session.current_transaction !== null) throw inTransaction(NAME);
  const pid = client.session.pid;
  const found = await lookAtPostgres(
    (text) => ask(client, text),
    NAME,
    (id) => id !== String(pid),
  );
  const connection = new DenoPostgresConnection(client, {
    server: { product: "postgres", version: found.version, connectionId: String(pid) },
    // the client tells nobody where its server is
    description: `postgres://${encodeURIComponent(found.user)}@/${
      encodeURIComponent(found.database)
    }`,
    standardConformingStrings: found.standardConformingStrings,
    ...(cancel === null || pid === undefined ? {} : { cancel: () => cancel(pid) }),
  });
  const shared = found.sessionId !== String(pid);
  return {
    connection,
    found: found.settings,
    async giveBack(touched) {
      try {
        if (touched && connection.inTransaction() === true) await connection.send("ROLLBACK");
        if (touched && connection.inTransaction() === false && !shared) {
          await connection.send(restorePostgres(found).join(";\n"));
        }
      } finally {
        const broken = connection.inTransaction() !== false;
        await connection.close();
        await release(broken);
      }
    },
  };
}

async function ask(client: DenoPostgresClientLike, text: string): Promise<Row[]> {
  try {
    const { rows } = await client.queryArray({ text });
    return rows.map(([what, name, value]) => ({ what, name, value }));
  } catch (error) {
    const failure = postgresFailure(messageOf(error), [], { during: "session" });
    throw failure.code === "25P02" ? inTransaction(NAME) : failure;
  }
}

function messageOf(error: unknown): unknown {
  return (error as { fields?: unknown }).fields ?? error;
}
