/** A session of the server that keeps a running statement waiting. */
export interface Blocking {
  /** The server's name of the session: a process id. */
  readonly session: string;
  /** Who it is, in words: role, application, address. */
  readonly who: string;
  /** What it does, or did last, cut short; empty where that may not be seen. */
  readonly statement: string;
}
