import { type AddressInfo, connect as connectSocket, createServer, type Server } from "node:net";

/** A way to a server that can be closed to newcomers. */
export interface Relay {
  /** The server's URL by this way. */
  readonly url: string;
  /** Nothing listens any more; what is connected stays so. */
  refuseMore(): void;
}

/** Passes every byte on to the server of a URL; ends with the connections made through it. */
export async function relayTo(serverUrl: string): Promise<Relay> {
  const url = new URL(serverUrl);
  const [port, host] = [Number(url.port), url.hostname];
  const server: Server = createServer((near) => {
    const far = connectSocket(port, host);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    refuseMore: () => void server.close(),
  };
}
