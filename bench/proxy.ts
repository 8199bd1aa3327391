/**
 * A TCP proxy in front of a database that counts what a client sends and how
 * often it waits for an answer; it can make the way longer, and cut it.
 *
 * @module
 */

import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { mysqlHead } from "./proxy/mysql_head.ts";
import { postgresHead } from "./proxy/postgres_head.ts";
import { passThrough, type Session } from "./proxy/session.ts";
import { type ProxyCounts, Tally } from "./proxy/tally.ts";

export type { ProxyCounts } from "./proxy/tally.ts";

/** What a proxy is asked to do. */
export interface ProxyOptions {
  /** The database's URL: `postgres:`, `mysql:` or `mariadb:`, over TCP. */
  readonly target: string;
  /** How much later each chunk arrives, each way; a round trip takes twice as long. */
  readonly delayMs?: number;
  /** The n-th command (from 1, over all sessions) reaches the server; its answer reaches nobody. */
  readonly cutAfter?: number;
  /** The n-th command no longer reaches the server; what came before was sent. */
  readonly cutBefore?: number;
}

/** A proxy that runs. */
export interface Proxy {
  /** The target's URL, by way of the proxy. */
  readonly url: string;
  readonly port: number;
  /** What went through so far. */
  counts(): ProxyCounts;
  /** Cuts every session of this moment; new ones are taken. */
  cut(): void;
  /** Cuts every session and listens no more. */
  close(): Promise<void>;
}

const HEADS = { "postgres:": postgresHead, "postgresql:": postgresHead } as const;
const MYSQL = ["mysql:", "mariadb:"];

/**
 * Starts a proxy on a free port of 127.0.0.1.
 *
 * @throws {TypeError} If the target's protocol is none of those.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const target = new URL(options.target);
  const newHead = HEADS[target.protocol as keyof typeof HEADS] ??
    (MYSQL.includes(target.protocol) ? mysqlHead : undefined);
  if (newHead === undefined) throw new TypeError(`no proxy for ${target.protocol}`);
  const port = Number(target.port || (newHead === mysqlHead ? 3306 : 5432));
  const tally = new Tally();
  const sessions = new Set<Session>();
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    tally.sessions++;
    const server = connect({ host: target.hostname, port, allowHalfOpen: true });
    for (const socket of [client, server]) socket.setNoDelay(true);
    const session = passThrough(client, server, newHead(), tally, options);
    sessions.add(session);
    server.once("close", () => sessions.delete(session));
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const own = (listener.address() as AddressInfo).port;
  const url = new URL(options.target);
  url.hostname = "127.0.0.1";
  url.port = String(own);
  const cut = () => {
    for (const session of sessions) session.cut();
  };
  return {
    url: url.href,
    port: own,
    counts: () => tally.snapshot(),
    cut,
    close: async () => {
      if (!listener.listening) return;
      const closed = once(listener, "close");
      listener.close();
      cut();
      await closed;
    },
  };
}
