import type { Row, SendHooks } from "./connection.ts";
import type { Listening } from "./listening.ts";
import type { PostgresFrames } from "./postgres_frame.ts";
import type {
  PgClient,
  PgField,
  PgServerMessage,
  PgSubmittable,
  PgWire,
} from "./postgres_client.ts";

/** From so many UTF-16 units on a text is worth a frame of its own. */
const FRAMED_UNITS = 1 << 14;

/**
 * One simple-query message on its way: counts what is done, hands over each
 * result as it arrives and drops rows nobody asked for.
 */
export class PostgresMessage implements PgSubmittable {
  /** How many statements have finished. */
  completed = 0;
  /** Settles when the server is ready again, or has reported the error that ended the message. */
  readonly done: Promise<void>;
  readonly #text: string;
  readonly #hooks: SendHooks;
  readonly #client: PgClient;
  readonly #copyData: AsyncIterable<string> | null;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #fields: readonly PgField[] = [];
  #rows: Row[] | null = null;
  #failed = false;
  readonly #listening: Listening;
  readonly #frames: PostgresFrames;

  /** What listeners throw is left in `listening`. */
  constructor(
    client: PgClient,
    text: string,
    hooks: SendHooks,
    listening: Listening,
    frames: PostgresFrames,
    copyData: AsyncIterable<string> | null = null,
  ) {
    this.#frames = frames;
    this.#client = client;
    this.#listening = listening;
    this.#text = text;
    this.#hooks = hooks;
    this.#copyData = copyData;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(wire: PgWire): void {
    if (this.#text.length < FRAMED_UNITS) wire.query(this.#text);
    else if (wire.stream.writable) wire.stream.write(this.#frames.query(this.#text));
  }

  handleRowDescription(message: { readonly fields: readonly PgField[] }): void {
    this.#fields = message.fields;
    this.#rows = null;
    this.#listening.call(() => {
      if (this.#hooks.keepRows?.(this.completed) === true) this.#rows = [];
    });
  }

  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    if (this.#rows === null) return;
    const row: Row = {};
    for (const [index, { name, dataTypeID }] of this.#fields.entries()) {
      const text = message.fields[index] ?? null;
      row[name] = text === null ? null : this.#client.getTypeParser(dataTypeID, "text")(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    const index = this.completed++;
    const rows = this.#rows;
    this.#rows = null;
    const changed = changedRows(message.text);
    this.#listening.call(() =>
      this.#hooks.onResult?.({ index, tag: message.text, ...changed, ...kept(rows) })
    );
  }

  handleEmptyQuery(): void {}

  handlePortalSuspended(): void {}

  handleCopyInResponse(wire: PgWire): void {
    if (this.#copyData === null) {
      wire.sendCopyFail("the message brings no data for COPY FROM stdin");
      return;
    }
    this.#copy(wire, this.#copyData).catch(({ message }) => wire.sendCopyFail(String(message)));
  }

  handleCopyData(): void {}

  handleError(error: PgServerMessage): void {
    this.#failed = true;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }

  async #copy(wire: PgWire, data: AsyncIterable<string>): Promise<void> {
    for await (const text of data) {
      if (this.#failed) return;
      if (!wire.stream.writable) return;
      wire.stream.write(this.#frames.copyData(text));
      if (wire.stream.writableNeedDrain) await drained(wire);
    }
    if (!this.#failed) wire.endCopyFrom();
  }
}

/** Resolves when the socket takes more, or will never take anything again. */
function drained({ stream }: PgWire): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle);
      stream.off("close", settle);
      resolve();
    };
    stream.on("drain", settle);
    stream.on("close", settle);
  });
}

// Source: PostgreSQL manual 54.7, CommandComplete.
const CHANGED = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/;

function changedRows(tag: string): { readonly changed?: number } {
  const count = CHANGED.exec(tag)?.[1];
  return count === undefined ? {} : { changed: Number(count) };
}

function kept(rows: readonly Row[] | null): { readonly rows?: readonly Row[] } {
  return rows === null ? {} : { rows };
}
