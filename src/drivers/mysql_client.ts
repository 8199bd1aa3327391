/** What this driver uses of `mysql2`, by structure: its types are not installed with it. */
export interface MysqlModule {
  createConnection(config: Record<string, unknown>): MysqlClient;
}

/** The class of a client, which makes its commands. */
export interface MysqlCommands {
  createQuery(
    sql: string,
    values: undefined,
    callback: (error: MysqlServerError | null) => void,
    config: unknown,
  ): MysqlCommand;
}

/** A `mysql2` connection with its callback interface. */
export interface MysqlClient {
  readonly constructor: unknown;
  readonly config: Readonly<Record<string, unknown>>;
  readonly stream: {
    readonly destroyed: boolean;
    destroy(): void;
    once(event: "close", listener: () => void): void;
  };
  addCommand(command: MysqlCommand): void;
  execute(
    sql: string,
    values: readonly (string | number | null)[],
    callback: (error: MysqlServerError | null, rows: unknown) => void,
  ): void;
  reset(callback: (error: MysqlServerError | null) => void): void;
  end(callback: () => void): void;
  on(event: "error", listener: (error: MysqlServerError) => void): unknown;
  off(event: "error", listener: (error: MysqlServerError) => void): unknown;
  once(event: "connect", listener: (handshake: MysqlHandshake) => void): void;
}

/** What the server says first. */
export interface MysqlHandshake {
  readonly serverVersion: string;
  readonly connectionId: number;
}

/** The state machine of one COM_QUERY; `row` sees every row and the end of a result. */
export interface MysqlCommand {
  start(packet: unknown, client: MysqlWire): unknown;
  row(packet: MysqlPacket, client: MysqlClient): unknown;
  doneInsert(header: MysqlHeader): unknown;
  _currentRows: Record<string, unknown>[];
}

/** What a command sends its packets through. */
export interface MysqlWire {
  writePacket(packet: unknown): void;
}

/** A packet while a result is read. */
export interface MysqlPacket {
  readonly offset: number;
  isEOF(): boolean;
  eofStatusFlags(): number;
  eofWarningCount(): number;
}

/** The answer to a statement without rows. */
export interface MysqlHeader {
  readonly serverStatus?: number;
  readonly warningStatus?: number;
  readonly affectedRows?: number;
}

/** An error of the server (`errno` is its number), of `mysql2` or of the socket (`code` is a name). */
export interface MysqlServerError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly fatal?: boolean;
}
