import { type Connection, DriverError } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { Blocking } from "../events/blocking.ts";
import type { Session } from "./session.ts";

/**
 * Asks, from a session of its own that is opened when first needed, who keeps
 * the running statement waiting. It is only for those who watch: a server that
 * has no session left, or does not tell this role, is asked no more.
 */
export class BlockingWatch {
  readonly #session: Session;
  /** One for all who ask at once. */
  #opening: Promise<Connection> | null = null;
  #beside: Connection | null = null;
  #over = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @returns Who blocks now; empty where nobody does, or nobody can tell. */
  async ask(): Promise<readonly Blocking[]> {
    const text = this.#question();
    if (text === null) return [];
    try {
      const beside = this.#beside = await (this.#opening ??= this.#session.beside());
      if (this.#over) {
        await beside.close(); // it came too late: nobody watches any more
        return [];
      }
      const rows = await beside.query({ text });
      return rows.map((row) => ({
        session: String(row["session"] ?? ""),
        who: String(row["who"] ?? ""),
        statement: String(row["statement"] ?? ""),
      }));
    } catch (error) {
      if (!(error instanceof DriverError || error instanceof DunlinError)) throw error;
      await this.close();
      return [];
    }
  }

  async close(): Promise<void> {
    this.#over = true;
    await this.#beside?.close();
  }

  #question(): string | null {
    const { dialect, canReconnect, isRead } = this.#session;
    // behind a pooler the session's id may be a stranger's by now
    if (this.#over || !canReconnect || !isRead || this.#session.pooled) return null;
    const id = this.#session.connection.server.connectionId;
    return id === null ? null : dialect.blocking(id);
  }
}
