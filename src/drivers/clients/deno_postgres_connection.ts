import { classify } from "../../sql/classify.ts";
import type { Query } from "../../sql/query.ts";
import { splitStatements } from "../../sql/split_statements.ts";
import type { LexicalRules, Statement } from "../../sql/statement.ts";
import {
  type Connection,
  DriverError,
  type Notice,
  type Row,
  type SendHooks,
  type ServerIdentity,
} from "../connection.ts";
import { Listening } from "../listening.ts";
import type { PgServerMessage } from "../postgres_client.ts";
import { postgresFailure } from "../postgres_failure.ts";
import { uncancelled } from "../uncancelled.ts";

/** A connected `Client` of `@db/postgres`, by structure. */
export interface DenoPostgresClientLike {
  /** Sends one statement. */
  queryArray(query: { readonly text: string; readonly args?: unknown[] }): Promise<
    DenoPostgresResult
  >;
  /** Whether it has a session; without, a query would make a new one. */
  readonly connected: boolean;
  /** Of the protocol: the server's process, and a transaction of `createTransaction`. */
  readonly session: {
    readonly current_transaction: string | null;
    readonly pid: number | undefined;
  };
}

/** What a query of `@db/postgres` answers with. */
export interface DenoPostgresResult {
  /** Values in the order of the columns. */
  readonly rows: readonly (readonly unknown[])[];
  /** The columns; absent where there are none. */
  readonly rowDescription?: { readonly columns: readonly { readonly name: string }[] } | undefined;
  /** The first word of the command tag. */
  readonly command: string;
  /** The number in the command tag. */
  readonly rowCount?: number | undefined;
  /** Notices of the statement. */
  readonly warnings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly detail?: string;
    readonly hint?: string;
  }[];
}

/** What a connected client does not tell by itself. */
export interface DenoPostgresSession {
  readonly server: ServerIdentity;
  readonly description: string;
  readonly standardConformingStrings: boolean;
  /** Stops what the session does, from another one; absent where there is none. */
  readonly cancel?: () => Promise<void>;
}

const TALKS_COPY = /^COPY\b[\s\S]*\b(FROM\s+STDIN|TO\s+STDOUT)\b/i;

/**
 * A client of `@db/postgres` as a {@linkcode Connection}. It tells the results
 * of several statements as one, so each is sent by itself: within `BEGIN` and
 * `COMMIT` that is the same transaction, and every statement has its own tag.
 */
export class DenoPostgresConnection implements Connection {
  onNotice: ((notice: Notice) => void) | null = null;
  readonly server: ServerIdentity;
  readonly description: string;
  readonly cancel?: () => Promise<void>;
  readonly #client: DenoPostgresClientLike;
  readonly #listening = new Listening();
  #rules: LexicalRules;
  #rulesMayHaveChanged = false;
  #inTransaction = false;
  #lost: DriverError | null = null;

  constructor(client: DenoPostgresClientLike, session: DenoPostgresSession) {
    const { cancel } = session;
    this.#client = client;
    this.server = session.server;
    this.description = session.description;
    this.#rules = {
      flavor: "postgres",
      standardConformingStrings: session.standardConformingStrings,
    };
    if (cancel) {
      this.cancel = () =>
        cancel().catch((error) => {
          const failure = postgresFailure(asServerMessage(error), [], { during: "connect" });
          this.#listening.call(() => this.onNotice?.(uncancelled(failure)));
        });
    }
  }

  async query({ text, params = [] }: Query): Promise<Row[]> {
    const args = params.map((value) => typeof value === "bigint" ? String(value) : value);
    const result = await this.#run(text, args, 0, 0);
    this.#listening.rethrow();
    return rowsOf(result);
  }

  async send(text: string, hooks: SendHooks = {}): Promise<void> {
    const nul = text.indexOf("\0");
    if (nul >= 0) throw refused("22021", "the text holds a NUL character", 0, nul);
    const { statements } = splitStatements(text, await this.#rulesNow());
    for (const [index, statement] of statements.entries()) {
      let keeps = false;
      this.#listening.call(() => keeps = hooks.keepRows?.(index) === true);
      const result = await this.#one(statement, index);
      const rows = keeps ? { rows: rowsOf(result) } : {};
      this.#listening.call(() => hooks.onResult?.({ index, tag: tagOf(result), ...rows }));
    }
    this.#listening.rethrow();
  }

  inTransaction(): boolean | null {
    return this.#lost === null ? this.#inTransaction : null;
  }

  close(): Promise<void> {
    this.#lost ??= new DriverError("connection", null, "the connection was closed");
    return Promise.resolve();
  }

  async #one(statement: Statement, index: number): Promise<DenoPostgresResult> {
    if (TALKS_COPY.test(statement.text)) {
      const words = "@db/postgres cannot COPY to or from the client";
      throw refused("0A000", words, index, statement.start);
    }
    const result = await this.#run(statement.text, [], index, statement.start);
    const { transaction, chain, changesLexing } = classify(statement, this.#rules);
    if (transaction === "begin") this.#inTransaction = true;
    if (transaction === "commit" || transaction === "rollback") {
      this.#inTransaction = chain === true;
    }
    if (/^PREPARE\s+TRANSACTION\b/i.test(statement.text)) this.#inTransaction = false;
    this.#rulesMayHaveChanged ||= changesLexing ||
      /standard_conforming_strings/i.test(statement.text);
    return result;
  }

  async #run(
    text: string,
    args: unknown[],
    index: number,
    start: number,
  ): Promise<DenoPostgresResult> {
    if (this.#lost !== null) throw this.#lost;
    // it would make a new session by itself, which is another one
    if (!this.#client.connected) throw this.#lose(new Error("the session has ended"), index);
    try {
      const result = await this.#client.queryArray({ text, args });
      for (const warning of result.warnings) this.#tell(warning);
      return result;
    } catch (error) {
      this.#listening.forget();
      throw this.#failure(error, text, index, start);
    }
  }

  #failure(error: unknown, text: string, index: number, start: number): DriverError {
    const failure = postgresFailure(asServerMessage(error), [], {
      during: "session",
      text,
      completed: index,
    });
    if (failure.kind === "connection") return this.#lose(error, index);
    const { message, kind, code, detail, hint, context, point } = failure;
    const offset = point?.offset === null || point === undefined ? null : start + point.offset;
    return new DriverError(kind, code, message, {
      detail,
      hint,
      context,
      point: { completed: index, offset, line: null, near: null },
      cause: error,
    });
  }

  #lose(error: unknown, index: number): DriverError {
    const said = asServerMessage(error);
    this.#lost ??= new DriverError("connection", said.code ?? null, said.message, {
      point: { completed: index, offset: null, line: null, near: null },
    });
    return this.#lost;
  }

  async #rulesNow(): Promise<LexicalRules> {
    if (!this.#rulesMayHaveChanged) return this.#rules;
    try {
      const [row] = await this.query({ text: "SHOW standard_conforming_strings" });
      const on = row?.["standard_conforming_strings"] !== "off";
      this.#rules = { flavor: "postgres", standardConformingStrings: on };
    } catch (error) {
      // after an error the server answers nothing but ROLLBACK, which reads the same either way
      if (!(error instanceof DriverError) || error.code !== "25P02") throw error;
    }
    return this.#rules;
  }

  #tell({ severity, code, message, detail, hint }: DenoPostgresResult["warnings"][number]): void {
    const notice: Notice = {
      severity,
      code,
      message,
      ...(detail === undefined ? {} : { detail }),
      ...(hint === undefined ? {} : { hint }),
    };
    this.#listening.call(() => this.onNotice?.(notice));
  }
}

/** Errors of the server carry what it said in `fields`; others are the socket's. */
function asServerMessage(error: unknown): PgServerMessage {
  const { fields } = error as { fields?: PgServerMessage };
  if (fields !== undefined) return fields;
  return {
    message: error instanceof Error && error.message !== "" ? error.message : String(error),
  };
}

function refused(code: string, message: string, completed: number, offset: number): DriverError {
  return new DriverError("sql", code, message, {
    point: { completed, offset, line: null, near: null },
  });
}

/** 64-bit integers as text; the rest as the client has it. */
function rowsOf({ rows, rowDescription }: DenoPostgresResult): Row[] {
  const columns = rowDescription?.columns ?? [];
  return rows.map((values) => {
    const row: Row = {};
    for (const [index, { name }] of columns.entries()) {
      const value = values[index];
      row[name] = typeof value === "bigint" ? String(value) : value;
    }
    return row;
  });
}

function tagOf({ command, rowCount }: DenoPostgresResult): string {
  return rowCount === undefined || Number.isNaN(rowCount)
    ? command ?? ""
    : `${command} ${rowCount}`;
}
