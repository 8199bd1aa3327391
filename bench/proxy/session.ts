import type { Socket } from "node:net";
import type { ProxyOptions } from "../proxy.ts";
import { frameReader, type ReadHead } from "./frame.ts";
import type { Tally } from "./tally.ts";

/** One client's way to the server and back, through the proxy. */
export interface Session {
  /** Ends both sides at once. */
  cut(): void;
}

/**
 * Passes bytes both ways, later by the delay, counting them; cuts where the
 * options say.
 */
export function passThrough(
  client: Socket,
  server: Socket,
  readHead: ReadHead,
  tally: Tally,
  options: ProxyOptions,
): Session {
  const read = frameReader(readHead);
  const later = delay(options.delayMs ?? 0);
  let loggedIn = false;
  let waiting = false;
  let over = false;
  const cut = () => {
    over = true;
    client.destroy();
    server.destroy();
  };
  client.on("data", (chunk: Uint8Array) => {
    if (over) return;
    let until = chunk.length;
    let start = 0;
    for (const { frame, end } of read(chunk)) {
      tally.arrived(frame);
      loggedIn ||= frame.command;
      if (frame.command) over = isLast(tally.commands, options);
      if (over) {
        until = tally.commands === options.cutBefore ? start : end;
        break;
      }
      start = end;
    }
    const last = over;
    waiting = true;
    tally.bytesUp += until;
    const part = chunk.subarray(0, until);
    later(() => {
      if (!last) return void server.write(part);
      // the server gets the message whole and then finds its client gone
      server.end(part);
      client.destroy();
    });
  });
  server.on("data", (chunk: Uint8Array) => {
    if (over) return;
    tally.bytesDown += chunk.length;
    if (waiting) tally.turned(loggedIn);
    waiting = false;
    later(() => void (client.writable && client.write(chunk)));
  });
  const endBoth = () =>
    later(() => {
      if (over) return;
      client.end();
      server.end();
    });
  for (const socket of [client, server]) {
    socket.on("end", endBoth);
    socket.on("close", endBoth);
    // one side's loss is the other's, unless the last message is still on its way
    socket.on("error", () => over || cut());
  }
  return { cut };
}

function isLast(command: number, { cutAfter, cutBefore }: ProxyOptions): boolean {
  return command === cutAfter || command === cutBefore;
}

/** Does things in order, each that much later. */
function delay(ms: number): (act: () => void) => void {
  return ms === 0 ? (act) => act() : (act) => void setTimeout(act, ms);
}
