import type { Socket } from "node:net";

/** What this driver uses of `pg`, by structure: its types are not installed with it. */
export interface PgModule {
  readonly Client: new (config: Record<string, unknown>) => PgClient;
  readonly types: { getTypeParser(oid: number, format: string): (text: string) => unknown };
}

/** A `pg.Client`: one session. */
export interface PgClient {
  readonly connection: PgWire;
  readonly processID: number | null;
  readonly secretKey: number | null;
  /** Builds the startup packet; replaced, so that no environment variable slips in. */
  getStartupConf: () => Record<string, string>;
  connect(): Promise<unknown>;
  end(): Promise<void>;
  query(query: PgQuery): Promise<PgResult | PgResult[]>;
  query(message: PgSubmittable): unknown;
  getTypeParser(oid: number, format: string): (text: string) => unknown;
  getTransactionStatus(): string | null;
  on(event: "error" | "notice", listener: (message: PgServerMessage) => void): unknown;
  off(event: "error" | "notice", listener: (message: PgServerMessage) => void): unknown;
}

/** The protocol level under a client. */
export interface PgWire {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  // deno-lint-ignore no-explicit-any -- every event has a shape of its own
  on(event: string, listener: (message: any) => void): void;
}

/** A query as `pg` takes it. */
export interface PgQuery {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** What `pg` answers. */
export interface PgResult {
  readonly rows: Record<string, unknown>[];
}

/** A column as the server describes it. */
export interface PgField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** An error or a notice of the server, or an error of the socket. */
export interface PgServerMessage {
  readonly message: string;
  readonly severity?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly internalPosition?: string;
  readonly internalQuery?: string;
  readonly where?: string;
}

/** The protocol messages that belong to one query: what `pg` calls a Submittable. */
export interface PgSubmittable {
  submit(wire: PgWire): Error | void;
  handleRowDescription(message: { readonly fields: readonly PgField[] }): void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleEmptyQuery(): void;
  handlePortalSuspended(): void;
  handleCopyInResponse(wire: PgWire): void;
  handleCopyData(): void;
  handleError(error: PgServerMessage): void;
  handleReadyForQuery(): void;
}
