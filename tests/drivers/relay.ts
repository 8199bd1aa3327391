import {
  type AddressInfo,
  connect as connectSocket,
  createServer,
  type Server,
  type Socket,
} from "node:net";

/** A way to a server that can be closed to newcomers, or held up. */
export interface Relay {
  /** The server's URL by this way. */
  readonly url: string;
  /** Nothing listens any more; what is connected stays so. */
  refuseMore(): void;
  /** What clients send from now on does not arrive, until it is let through. */
  holdUp(): void;
  letThrough(): void;
}

/** Passes every byte on to the server of a URL; ends with the connections made through it. */
export async function relayTo(serverUrl: string): Promise<Relay> {
  const url = new URL(serverUrl);
  const [port, host] = [Number(url.port), url.hostname];
  const clients = new Set<Socket>();
  let held = false;
  const server: Server = createServer((near) => {
    clients.add(near);
    near.on("close", () => clients.delete(near));
    const far = connectSocket(port, host);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
    if (held) near.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    refuseMore: () => void server.close(),
    holdUp: () => {
      held = true;
      for (const client of clients) client.pause();
    },
    letThrough: () => {
      held = false;
      for (const client of clients) client.resume();
    },
  };
}
