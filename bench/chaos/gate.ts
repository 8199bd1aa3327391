import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut, or fall silent without being cut. */
export interface Gate {
  /** The server's URL, by way of the gate. */
  readonly url: string;
  /** Ends every connection at once, both sides. */
  cut(): void;
  /** Passes nothing on any more, not even an end; connections stay, new ones too. */
  hold(): void;
  /** Passes on what was held, and goes on. */
  resume(): void;
  close(): Promise<void>;
}

/** Opens a gate on a free port of 127.0.0.1. @param target A URL with its port */
export async function openGate(target: string): Promise<Gate> {
  const to = new URL(target);
  const sockets = new Set<Socket>();
  let held: (() => void)[] | null = null;
  const pass = (act: () => void) => held === null ? act() : void held.push(act);
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: to.hostname, port: Number(to.port), allowHalfOpen: true });
    for (const [from, other] of [[client, server], [server, client]] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("data", (chunk) => pass(() => void (other.writable && other.write(chunk))));
      from.on("end", () => pass(() => void other.end()));
      from.on("error", () => pass(() => void other.destroy()));
      from.on("close", () => {
        sockets.delete(from);
        pass(() => void other.destroy());
      });
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(target);
  url.port = String((listener.address() as AddressInfo).port);
  url.hostname = "127.0.0.1";
  const cut = () => {
    held = null;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    hold: () => void (held ??= []),
    resume: () => {
      const waiting = held ?? [];
      held = null;
      for (const act of waiting) act();
    },
    close: async () => {
      const closed = once(listener, "close");
      listener.close();
      cut();
      await closed;
    },
  };
}
