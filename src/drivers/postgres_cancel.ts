import { Buffer } from "node:buffer";
import { connect as connectSocket, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { HostAndPort } from "./target.ts";
import type { TlsOptions } from "./tls_options.ts";

const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;
const TIMEOUT_MS = 5_000;

/** The way a session was reached, which its cancel request takes again. */
export interface Route extends HostAndPort {
  readonly tls: TlsOptions | null;
  readonly tlsDirect: boolean;
}

/**
 * Sends the protocol's CancelRequest, encrypted where the session is. It needs
 * no free connection slot, and a pooler passes it on to the right server. The
 * server never says whether there was anything to cancel. Source: PostgreSQL
 * manual 54.2.8, 54.2.10.
 *
 * @returns When the server has taken it and hung up.
 */
export async function sendCancelRequest(
  route: Route,
  processId: number,
  secretKey: number,
): Promise<void> {
  const raw = route.host.startsWith("/")
    ? connectSocket(`${route.host}/.s.PGSQL.${route.port}`)
    : connectSocket(route.port, route.host);
  raw.setTimeout(TIMEOUT_MS, () => raw.destroy(new Error("the cancel request timed out")));
  try {
    await once(raw, "connect");
    const socket = route.tls === null ? raw : await encrypt(raw, route, route.tls);
    const ended = once(socket, "close");
    socket.resume();
    // not half-closed: PgBouncer would take that for a client that is gone
    socket.write(words(16, CANCEL_REQUEST, processId, secretKey));
    await ended;
  } finally {
    raw.destroy();
  }
}

async function encrypt(raw: Socket, route: Route, tls: TlsOptions): Promise<Socket> {
  if (!route.tlsDirect) {
    raw.write(words(8, SSL_REQUEST));
    const answer = await once(raw, "data");
    if (String(answer) !== "S") throw new Error("the server takes no TLS for the cancel request");
  }
  const secure = connectTls({
    ...tls,
    socket: raw,
    host: route.host,
    ...(isIP(route.host) === 0 ? { servername: route.host } : {}),
    ...(route.tlsDirect ? { ALPNProtocols: ["postgresql"] } : {}),
  });
  await once(secure, "secureConnect");
  return secure;
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value | 0, index * 4));
  return bytes;
}

function once(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the cancel request")));
  });
}
