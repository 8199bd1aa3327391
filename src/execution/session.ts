import process from "node:process";
import type { Dialect, ErrorMeaning, StatementProofs, Timeouts } from "../dialects/dialect.ts";
import type { ExpectedHistory } from "../dialects/expected_history.ts";
import { FORMAT, type OwnTables, type TableName } from "../dialects/own_tables.ts";
import {
  type Fence,
  type OwnState,
  parseFacts,
  parseOwnState,
  type SessionFacts,
} from "../dialects/own_state.ts";
import { type Ability, type Connection, DriverError, type Row } from "../drivers/connection.ts";
import type { PreparedWords } from "../dialects/prepared.ts";
import type { Evidence } from "../dialects/evidence/evidence.ts";
import { DunlinError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { serverVersionNumber } from "../sql/server_version.ts";
import type { LexicalRules } from "../sql/statement.ts";
import type { Unseen } from "./lost_session.ts";
import type { Item } from "./units.ts";
import { pause } from "./pause.ts";
import { queryFailure } from "./query_failure.ts";

/** The columns that tell dunlin's history table from another tool's. */
const OWN_COLUMNS = ["id", "kind", "checksum", "sequence", "applied_at", "down_text"];

const NOWHERE: SessionFacts = {
  schema: null,
  database: "",
  sessionId: null,
  readOnly: false,
  lexing: "",
  messageBytes: null,
  cluster: null,
};

const BUSY_PAUSE_MS = 20;

/** A connection with what is known of dunlin's own tables in its database. */
export class Session {
  readonly dialect: Dialect;
  readonly table: TableName;
  /** Who this runner is, for those who wait for it; its host the server knows. */
  readonly holder: string = `dunlin pid ${process.pid}`;
  /** The same, but no other session's, also in the same process. */
  readonly note: string;
  readonly limits: Timeouts;
  /** Nothing is to be written; see the constructor. */
  readonly readOnly: boolean;
  /** The lock is a lease, which says nothing about the sessions of those who had it before. */
  leased = false;
  /** What files run as, and so who owns what they make; null: the role of the session. */
  role: string | null = null;
  readonly #run = chance();
  #connection: Connection;
  readonly #reopen: (() => Promise<Connection>) | null;
  #facts: SessionFacts | null = null;
  #tables: OwnTables | null = null;
  #fence: Fence | null = null;
  #identity: boolean | null = null;
  #proofs: StatementProofs | null = null;
  readonly #apart = new Set<string>();
  #refusing = false;
  #prepares = true;
  #timesPrepared = 0;

  /**
   * @param readOnly Whether the server is to refuse writes, where the session is ours alone
   * @param reopen Opens one more session with the same database; null where the caller owns the only one
   * @throws {DunlinError} `config`, if no table can have that name here
   */
  constructor(
    connection: Connection,
    dialect: Dialect,
    table: TableName,
    limits: Timeouts,
    reopen: (() => Promise<Connection>) | null = null,
    readOnly = false,
  ) {
    this.note = `${this.holder} (run ${this.#run})`;
    this.readOnly = readOnly;
    this.#connection = connection;
    this.#reopen = reopen;
    this.dialect = dialect;
    this.table = table;
    this.limits = limits;
    dialect.tables(table, NOWHERE); // before any server cuts the name short or stumbles over it
  }

  /** The session at the server; another one after {@linkcode reconnect}. */
  get connection(): Connection {
    return this.#connection;
  }

  /**
   * Whether a pooler or proxy stands in between: the session the protocol gave is
   * not the server's own, and the next statement may reach another.
   */
  get pooled(): boolean {
    const { connectionId } = this.#connection.server;
    const { sessionId } = this.facts;
    return connectionId !== null && sessionId !== null && connectionId !== sessionId;
  }

  /** Whether what is set in the session may reach strangers, and may be gone with the next statement. */
  get shared(): boolean {
    return this.pooled && this.dialect.settingsLeak;
  }

  /** What makes the session that role until its end, or the transaction's; nothing without one. */
  becomeRole(local: boolean): readonly string[] {
    const { becomeRole } = this.dialect;
    return this.role === null || becomeRole === null ? [] : [becomeRole(this.role, local)];
  }

  /** Statements that ready the session for work; none where the next one may reach another. */
  get setup(): readonly string[] {
    if (this.shared) return [];
    const { cluster } = this.facts;
    return [
      ...this.dialect.sessionSetup(this.#connection.server.version, this.limits),
      // what another node has committed is seen here, too
      ...(cluster === "galera" ? ["SET SESSION wsrep_sync_wait = 15"] : []),
    ];
  }

  /** What undoes, inside the transaction, what a file left in the session. */
  get resetBefore(): readonly string[] {
    const { version } = this.#connection.server;
    const own = this.dialect.sessionSetup(version, this.limits);
    const texts = this.dialect.resetBefore(version, this.limits);
    const rest = texts.filter((text) => !own.includes(text));
    if (this.shared) return rest;
    const { found } = this.#connection;
    // a file starts from what the owner of the session has set, but with dunlin's own limits
    return found === undefined || rest.length === 0 ? texts : [...rest, ...found, ...own];
  }

  /** The rest of it, after the transaction; behind a pooler dunlin itself holds no lock of the session. */
  get resetAfter(): readonly string[] {
    const { resetAfter, freeLocks } = this.dialect;
    return this.shared ? [...resetAfter, ...freeLocks] : resetAfter;
  }

  /**
   * dunlin's own statements as the session may learn them by name; null where it
   * is not dunlin's alone, or does not keep what it has learnt.
   */
  prepared(): PreparedWords | null {
    const { found } = this.#connection;
    if (!this.#prepares || this.pooled || found !== undefined) return null;
    const tag = `${this.#run}_${++this.#timesPrepared}`;
    const run = { appliedBy: this.note, toolVersion: VERSION };
    return this.dialect.prepared(this.tables, tag, run);
  }

  /** A file has prepared something, or undone what dunlin had: nothing is learnt by name any more. */
  stopPreparing(): void {
    this.#prepares = false;
  }

  /** Why the session cannot do something that dunlin's own can; null where it can. */
  limit(ability: Ability): string | null {
    return this.#connection.limits?.find(({ cannot }) => cannot === ability)?.because ?? null;
  }

  /** Whether a lost link can be made again, and a second session opened beside this one. */
  get canReconnect(): boolean {
    return this.#reopen !== null;
  }

  /** One more session with the same database. @throws {DunlinError} Why there is none */
  async beside(): Promise<Connection> {
    if (this.#reopen === null) throw new TypeError("Expected the session to be dunlin's own");
    return await this.#reopen();
  }

  /** Puts a new session in the place of a lost one. @throws {DunlinError} Why there is none */
  async reconnect(): Promise<void> {
    await this.#connection.close();
    this.#connection = await this.beside();
    this.#refusing = false;
    await this.#connection.isolate?.();
  }

  /** Whether {@linkcode facts} are known. */
  get isRead(): boolean {
    return this.#facts !== null;
  }

  /** Gives a lent session back until it is needed again. @throws {DunlinError} If it is not as it was */
  async rest(): Promise<void> {
    this.#refusing = false;
    try {
      await this.#connection.rest?.();
    } catch (error) {
      throw queryFailure(error, this.dialect, "giving the client back as it was found");
    }
  }

  /** What the server said of this session at the last {@linkcode read}. */
  get facts(): SessionFacts {
    return known(this.#facts);
  }

  /** The own tables, where they are or would be created. */
  get tables(): OwnTables {
    return known(this.#tables);
  }

  /** Token and revision as this runner believes them to be. */
  get fence(): Fence {
    return known(this.#fence);
  }

  /** Whether the own tables were there at the last {@linkcode read}. */
  get exists(): boolean {
    return this.#fence !== null;
  }

  /** How this very server reads text, versioned comments included. */
  get rules(): LexicalRules {
    const serverVersion = serverVersionNumber(this.connection.server.version);
    const rules = this.dialect.lexicalRules(this.facts);
    return serverVersion === undefined ? rules : { ...rules, serverVersion };
  }

  /** Whether a statement was found to write what no ROLLBACK brings back. */
  standsApart({ statement }: Pick<Item, "statement">): boolean {
    // a set hashes what it is asked for, which may be a megabyte
    return this.#apart.size > 0 && this.#apart.has(statement.text);
  }

  /** A statement was found to write what no ROLLBACK brings back: it is kept by itself from now on. */
  setApart({ statement }: Pick<Item, "statement">): void {
    this.#apart.add(statement.text);
  }

  /** Loads what is asked of single statements from now on: before there is any work to do. */
  async readyForWork(): Promise<void> {
    this.#proofs ??= await this.dialect.loadProofs();
  }

  /** A question whether a statement writes what no ROLLBACK brings back; null where it cannot. */
  untransactional({ statement }: Pick<Item, "statement">): string | null {
    return known(this.#proofs).untransactional(statement.text, statement.rules ?? this.rules);
  }

  /** See `StatementProofs.leftovers`. */
  leftovers({ statement }: Pick<Item, "statement">): string | null {
    return known(this.#proofs).leftovers(statement.text, statement.rules ?? this.rules);
  }

  /** What would prove how a statement went. */
  evidenceOf({ statement }: Pick<Item, "statement">): Evidence {
    if (this.#apart.has(statement.text)) {
      return { kind: "none", because: "it writes a table whose engine knows no transactions" };
    }
    return known(this.#proofs).evidence(statement.text, {
      rules: statement.rules ?? this.rules,
      identity: this.#identity ?? false,
    });
  }

  /** What code of the database statements may run; null where it can leave nothing they could miss. */
  async learnUnseen(): Promise<Unseen | null> {
    const { sessionCode: text } = known(this.#proofs);
    if (text === null) return null;
    try {
      const rows = await this.connection.query({ text });
      const { UnseenCode } = await import("./unseen_code.ts");
      return new UnseenCode(rows, this.facts.database, this.rules);
    } catch (error) {
      throw queryFailure(error, this.dialect, "asking for routines and triggers");
    }
  }

  /** Asks once whether the engine's own ids of tables can be seen, which prove more. */
  async learnIdentity(): Promise<void> {
    const { identityProbe } = known(this.#proofs);
    if (this.#identity !== null || identityProbe === null) return;
    try {
      await this.connection.query({ text: identityProbe });
      this.#identity = true;
    } catch (error) {
      if (!(error instanceof DriverError) || error.kind !== "sql") {
        throw queryFailure(error, this.dialect, "asking what can be seen");
      }
      this.#identity = false; // it is not this role's to see
    }
  }

  /** Told by the sender when a guarded transaction has committed. */
  committed(revision: bigint): void {
    this.#fence = { ...this.fence, revision };
  }

  /**
   * Reads history, journal and fence in one statement.
   *
   * @param expected What the history may well be: then its rows stay where they are, and of
   * `HistoryEntry` only what the digest is made of is known
   * @throws {DunlinError} `foreign-history`, `history-damaged`, `newer-format`, `config`, `query-failed`
   */
  async read(expected?: ExpectedHistory): Promise<OwnState> {
    let rows: readonly Row[];
    try {
      rows = await this.#readPatiently(expected);
    } catch (error) {
      // a server that is nearly one of these may lack what makes a digest
      if (expected && this.#meaningOf(error) === "other") return await this.read();
      return await this.#explainUnreadable(error);
    }
    const state = this.adopt(rows, expected);
    await this.#refuseWrites();
    return state;
  }

  async #refuseWrites(): Promise<void> {
    if (!this.readOnly || this.#refusing || this.shared) return;
    await this.#connection.send(this.dialect.readOnlySession.join(";\n"));
    this.#refusing = true;
  }

  // another runner's COMMIT keeps a SQLite file from readers for a moment
  async #readPatiently(expected?: ExpectedHistory): Promise<readonly Row[]> {
    const text = this.dialect.readState(this.table, expected);
    const until = performance.now() + (this.limits.lockMs || Infinity);
    for (;;) {
      try {
        return await this.connection.query({ text });
      } catch (error) {
        const busy = error instanceof DriverError && error.kind === "busy";
        if (!busy || performance.now() >= until) throw error;
        await pause(BUSY_PAUSE_MS * (0.5 + Math.random()));
      }
    }
  }

  /** Takes over what `readState` answered, however it was sent. */
  adopt(rows: readonly Row[], expected?: ExpectedHistory): OwnState {
    const state = parseOwnState(rows, expected);
    if (!state) throw this.#damaged("its fence row is gone");
    this.#facts = state.facts;
    this.#tables = this.dialect.tables(this.table, state.facts);
    this.#fence = state.fence;
    if (state.fence && state.fence.format > FORMAT) {
      throw new DunlinError(
        "newer-format",
        `the history table is in format ${state.fence.format}, which a newer dunlin wrote; this one knows format ${FORMAT}`,
        { state: "nothing more was changed", next: "run the dunlin that wrote it, or a newer one" },
      );
    }
    return state;
  }

  /** One statement of dunlin's own; a refusal is explained. */
  async query(text: string, doing: string): Promise<Row[]> {
    try {
      return await this.connection.query({ text });
    } catch (error) {
      throw queryFailure(error, this.dialect, doing);
    }
  }

  /**
   * As {@linkcode query}, for what is good to know: null where the role may not
   * ask, which is a reason to say less, not to stop.
   */
  async ask(text: string, doing: string): Promise<Row[] | null> {
    try {
      return await this.query(text, doing);
    } catch (error) {
      if (error instanceof DunlinError && error.code === "permission-denied") return null;
      throw error;
    }
  }

  #meaningOf(error: unknown): ErrorMeaning | null {
    if (!(error instanceof DriverError) || error.kind !== "sql") return null;
    return this.dialect.meaning(error.code, error.message);
  }

  async #explainUnreadable(error: unknown): Promise<OwnState> {
    const meaning = error instanceof DriverError
      ? this.dialect.meaning(error.code, error.message)
      : "other";
    if (meaning === "missing-database") throw this.#noSchema(error);
    if (meaning !== "missing-table" && meaning !== "missing-column") {
      throw queryFailure(error, this.dialect, "reading the history");
    }
    const [row] = await this.query(this.dialect.probe(this.table), "looking for the history table");
    if (!row) throw queryFailure(error, this.dialect, "looking for the history table");
    const facts = parseFacts(row);
    if (facts.schema === null) throw this.#noSchema(error);
    this.#facts = facts;
    this.#tables = this.dialect.tables(this.table, facts);
    const there = ["c1", "c2", "c3"].filter((column) => row[column] !== null);
    await this.#refuseWrites();
    if (there.length === 0) return this.#absent(facts);
    this.#refuseForeign(row);
    if (row["c1"] === null && row["c3"] !== null && await this.#neverUsed()) {
      return this.#absent(facts);
    }
    if (there.length < 3) throw this.#damaged(missingTables(row, this.tables));
    if (meaning === "missing-column") {
      throw this.#damaged("its columns are not those it was made with");
    }
    return await this.read(); // another runner made them between the two questions
  }

  #absent(facts: SessionFacts): OwnState {
    this.#fence = null;
    return { facts, fence: null, history: { entries: [], journal: [] } };
  }

  // Where DDL commits by itself, the tables come one by one, the history last;
  // until all are there nobody takes over.
  async #neverUsed(): Promise<boolean> {
    if (this.dialect.transactionalDdl) return false;
    const text = `SELECT MAX(token) AS token FROM ${this.tables.lock} WHERE id = 'fence'`;
    const [row] = await this.query(text, "looking whether the history was ever used");
    if (Number(row?.["token"] ?? 0) === 0) return true;
    const [again] = await this.query(
      this.dialect.probe(this.table),
      "looking for the history table",
    );
    return again?.["c1"] !== null; // made meanwhile: the lock and what is read under it decide
  }

  #refuseForeign(row: Row): void {
    if (row["c1"] === null) return;
    const columns = String(row["c10"] ?? "").split(",");
    if (OWN_COLUMNS.every((column) => columns.includes(column))) return;
    throw new DunlinError(
      "foreign-history",
      `the table ${this.tables.history} is not a history table of dunlin: its columns are ${
        columns.join(", ")
      }`,
      {
        state: "nothing was changed",
        next: "give dunlin a table of its own with --table NAME, or rename this one",
      },
    );
  }

  #damaged(what: string): DunlinError {
    return new DunlinError("history-damaged", `dunlin's own tables are incomplete: ${what}`, {
      state: "nothing was changed",
      next: "restore them from a backup; dunlin makes them only where none of them is there",
    });
  }

  #noSchema(cause: unknown): DunlinError {
    return new DunlinError(
      "config",
      this.dialect.name === "postgres"
        ? "no schema of the search_path exists, so there is no place for the history table"
        : "the connection names no database, so there is no place for the history table",
      {
        next: "name one in the database URL, or give the table a schema: --table SCHEMA.NAME",
        cause,
      },
    );
  }
}

/** Eight digits that no other run has. */
function chance(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number.toString(16).padStart(8, "0");
}

function known<Value>(value: Value | null): Value {
  if (value === null) {
    throw new TypeError("Expected the session to have been read, and to be ready for work");
  }
  return value;
}

function missingTables(row: Row, tables: OwnTables): string {
  const names = [tables.history, tables.journal, tables.lock];
  const gone = names.filter((_, index) => row[`c${index + 1}`] === null);
  return `${gone.join(" and ")} ${gone.length === 1 ? "is" : "are"} gone`;
}
