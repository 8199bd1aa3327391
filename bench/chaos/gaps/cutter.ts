import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { frameReader, type ReadHead } from "../../proxy/frame.ts";
import { mysqlHead } from "../../proxy/mysql_head.ts";
import { postgresHead } from "../../proxy/postgres_head.ts";
import { mysqlAnswerHead, postgresAnswerHead } from "./answer_head.ts";

/** Where the link breaks, once: before or behind the n-th message (from 1), or behind the n-th result. */
export interface Gap {
  readonly kind: "before message" | "behind message" | "behind result";
  readonly number: number;
}

/** A way to a server that breaks in one gap. */
export interface Cutter {
  readonly url: string;
  /** What went through so far. */
  readonly messages: number;
  readonly results: number;
  /** Whether it has broken. */
  readonly broken: boolean;
  close(): Promise<void>;
}

/** Opens a way that breaks in that gap; in none to count what goes through. */
export async function openCutter(target: string, gap: Gap | null): Promise<Cutter> {
  const to = new URL(target);
  const isPostgres = to.protocol.startsWith("postgres");
  const state = { messages: 0, results: 0, broken: false };
  const sockets = new Set<Socket>();
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: to.hostname, port: Number(to.port), allowHalfOpen: true });
    const sides = [client, server] as const;
    for (const side of sides) {
      sockets.add(side);
      side.setNoDelay(true);
      side.on("close", () => {
        sockets.delete(side);
        for (const other of sides) other.destroy();
      });
      side.on("error", () => {}); // `close` follows
    }
    const passUp = passer(
      isPostgres ? postgresHead() : mysqlHead(),
      () => ++state.messages === gap?.number && gap.kind !== "behind result",
      gap?.kind === "before message",
    );
    const passDown = passer(
      isPostgres ? postgresAnswerHead() : mysqlAnswerHead(),
      () => state.messages > 0 && ++state.results === gap?.number && gap.kind === "behind result",
      false,
    );
    client.on("data", (chunk: Uint8Array) => {
      const { passed, last } = passUp(chunk);
      if (!last) return void server.write(passed);
      state.broken = true;
      // the server gets it whole and then finds its client gone
      server.end(passed);
      client.destroy();
    });
    server.on("data", (chunk: Uint8Array) => {
      if (!client.writable) return;
      const { passed, last } = passDown(chunk);
      if (!last) return void client.write(passed);
      state.broken = true;
      client.end(passed);
      server.destroy();
    });
    client.on("end", () => server.end());
    server.on("end", () => client.end());
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(target);
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  // what is encrypted cannot be counted
  url.searchParams.set("sslmode", "disable");
  return {
    url: url.href,
    get messages() {
      return state.messages;
    },
    get results() {
      return state.results;
    },
    get broken() {
      return state.broken;
    },
    close: async () => {
      const closed = once(listener, "close");
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Cuts a chunk off at the message for which `isLast` says so. */
function passer(
  head: ReadHead,
  isLast: () => boolean,
  before: boolean,
): (chunk: Uint8Array) => { readonly passed: Uint8Array; readonly last: boolean } {
  const read = frameReader(head);
  return (chunk) => {
    let start = 0;
    for (const { frame, end } of read(chunk)) {
      if (frame.command && isLast()) {
        return { passed: chunk.subarray(0, before ? start : end), last: true };
      }
      start = end;
    }
    return { passed: chunk, last: false };
  };
}
