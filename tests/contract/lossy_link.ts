import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** How bad a link is. Packets are counted over all its connections, both ways. */
export interface Loss {
  readonly packetBytes: number;
  /** Every so-manieth packet is lost; it is sent again later, and what follows it waits. */
  readonly loseEvery: number;
  readonly resentAfterMs: number;
  /** With every so-manieth packet the connection breaks, as often as `breaks` says. */
  readonly breakEvery: number;
  readonly breaks: number;
}

/** A link that runs. */
export interface LossyLink {
  /** The server's URL by this way. */
  readonly url: string;
  /** What has happened so far. */
  readonly seen: { readonly packets: number; readonly lost: number; readonly broken: number };
  close(): void;
}

/** A way to a server as TCP sees a bad one: nothing is missing in the end, but late, or the link breaks. */
export async function lossyLink(serverUrl: string, loss: Loss): Promise<LossyLink> {
  const url = new URL(serverUrl);
  const [port, host] = [Number(url.port), url.hostname];
  const seen = { packets: 0, lost: 0, broken: 0 };
  const sockets = new Set<Socket>();
  const listener = createServer((near) => {
    const far = connect(port, host);
    const both = [near, far];
    const end = () => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    carry(near, far, loss, seen, end);
    carry(far, near, loss, seen, end);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  url.hostname = "127.0.0.1";
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    seen,
    close: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function carry(
  from: Socket,
  to: Socket,
  loss: Loss,
  seen: { packets: number; lost: number; broken: number },
  end: () => void,
): void {
  let way = Promise.resolve();
  const pass = async (packet: Uint8Array) => {
    seen.packets++;
    if (seen.packets % loss.loseEvery === 0) {
      seen.lost++;
      await new Promise((resolve) => setTimeout(resolve, loss.resentAfterMs));
    }
    if (seen.packets % loss.breakEvery === 0 && seen.broken < loss.breaks) {
      seen.broken++;
      end();
    }
    if (!to.destroyed) to.write(packet);
  };
  from.on("data", (chunk: Uint8Array) => {
    for (let at = 0; at < chunk.length; at += loss.packetBytes) {
      const packet = chunk.subarray(at, at + loss.packetBytes);
      way = way.then(() => pass(packet));
    }
  });
  from.on("end", () => void way.then(() => to.end()));
}
