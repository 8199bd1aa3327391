import type { Frame } from "./frame.ts";

/** What went through a proxy. */
export interface ProxyCounts {
  /** Connections that clients made. */
  readonly sessions: number;
  /** Turns after the login: the client sent something, and then the server answered. */
  readonly roundTrips: number;
  /** Turns of the logins (TLS included). */
  readonly loginRoundTrips: number;
  /** Messages that ask for work, of all sessions. */
  readonly commands: number;
  /** Client messages by the protocol's own names: `{ Query: 2, Sync: 1 }`. */
  readonly messages: Readonly<Record<string, number>>;
  /** Bytes from clients to the server. */
  readonly bytesUp: number;
  /** Bytes from the server to clients. */
  readonly bytesDown: number;
}

/** Adds up {@linkcode ProxyCounts} as they happen. */
export class Tally implements ProxyCounts {
  sessions = 0;
  roundTrips = 0;
  loginRoundTrips = 0;
  commands = 0;
  messages: Record<string, number> = {};
  bytesUp = 0;
  bytesDown = 0;

  /** A client's message is whole. */
  arrived({ name, command }: Frame): void {
    if (name !== null) this.messages[name] = (this.messages[name] ?? 0) + 1;
    if (command) this.commands++;
  }

  /** The server answered. */
  turned(loggedIn: boolean): void {
    if (loggedIn) this.roundTrips++;
    else this.loginRoundTrips++;
  }

  /** The counts of this moment. */
  snapshot(): ProxyCounts {
    return { ...this, messages: { ...this.messages } };
  }
}
