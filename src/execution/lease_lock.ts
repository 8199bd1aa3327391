import type { LeaseWords } from "../dialects/lease.ts";
import { type Connection, DriverError, type Row } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { HeldLock } from "./held_lock.ts";
import { waitFor, type Waiting } from "./wait_for.ts";
import { Replan } from "./replan.ts";
import { queryFailure } from "./query_failure.ts";
import type { Session } from "./session.ts";

/** A lease is renewed this often before it would run out. */
const RENEWALS = 3;
/** The part of the time between two renewals after which one unanswered is given up: the next one needs a new link. */
const ANSWERED_WITHIN = 0.75;

/**
 * A row that says who works, until when by the server's clock; renewed on a
 * connection beside the one that works. Whoever lost it (suspended for too
 * long, cut off, broken up by a person) hears so here, or from its guard.
 */
export class LeaseLock implements HeldLock {
  readonly #session: Session;
  readonly #words: LeaseWords;
  readonly #waiting: Waiting;
  readonly #seconds: number;
  #token: string | null = null;
  /** When the last renewal was asked for that the server confirmed. */
  #renewedAt = -Infinity;
  #roundTripMs = Infinity;
  #beat: ReturnType<typeof setInterval> | null = null;
  #beating: Promise<void> | null = null;
  #beside: Connection | null = null;

  constructor(session: Session, words: LeaseWords, waiting: Waiting, seconds: number) {
    this.#session = session;
    this.#words = words;
    this.#waiting = waiting;
    this.#seconds = seconds;
  }

  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  get #isHeld(): boolean {
    const age = performance.now() - this.#renewedAt;
    return this.#token !== null && age < this.#seconds * 1000;
  }

  /** @throws {Replan} If it ran out, or another has it, as far as is known here */
  assertHeld(): void {
    if (this.#isHeld) return;
    throw new Replan("the lease ran out before it could be renewed", true);
  }

  // a row outlives its session
  readonly insisting = null;

  freed(): void {}

  retaken(): void {}

  retake(): Promise<boolean> {
    return Promise.resolve(this.#isHeld);
  }

  /** @throws {Replan} If another runner has it */
  async verify(): Promise<void> {
    const row = await this.#look();
    if (this.#token === null || row?.["token"] !== this.#token) {
      this.#token = null;
      throw new Replan("another runner has the lease", true);
    }
  }

  async regain(): Promise<void> {
    await this.#stopBeating();
    this.#token = null;
    await waitFor(() => this.#acquire(), () => this.#holder(), this.#waiting);
    this.#beat = setInterval(
      () => this.#beating ??= this.#renew().finally(() => this.#beating = null),
      this.#seconds * 1000 / RENEWALS,
    );
  }

  async release(): Promise<void> {
    await this.#stopBeating();
    const token = this.#token;
    this.#token = null;
    if (token === null) return;
    try {
      await this.#session.connection.send(this.#words.release(token));
    } catch (error) {
      if (!(error instanceof DriverError)) throw error; // else it runs out by itself
    }
  }

  async #acquire(): Promise<boolean> {
    const { dialect, connection, note } = this.#session;
    const asked = performance.now();
    const texts = [dialect.begin, ...this.#words.acquire(note, this.#seconds), "COMMIT"];
    try {
      await connection.send(texts.join("\n;\n"));
    } catch (error) {
      if (!(error instanceof DriverError) || error.kind !== "sql") {
        throw queryFailure(error, dialect, "asking for the lease");
      }
      await connection.send("ROLLBACK");
      const meaning = dialect.meaning(error.code, error.message);
      // the fence is held by a transaction that lives, or another was faster
      if (meaning === "lock-timeout" || meaning === "conflict") return false;
      throw queryFailure(error, dialect, "asking for the lease");
    }
    const row = await this.#look();
    this.#roundTripMs = Math.min(this.#roundTripMs, (performance.now() - asked) / 2);
    if (!row || !String(row["holder"]).startsWith(note)) return false;
    this.#token = String(row["token"]);
    this.#renewedAt = asked;
    return true;
  }

  async #look(): Promise<Row | undefined> {
    const [row] = await this.#session.query(this.#words.look, "reading the lease");
    return row;
  }

  async #holder(): Promise<string | null> {
    const [row] = await this.#session.query(this.#words.holder, "asking who has the lease");
    return row?.["holder"] ? String(row["holder"]) : null;
  }

  // A renewal that fails is tried again at the next beat: what matters is that
  // nothing is sent once the lease has run out.
  async #renew(): Promise<void> {
    const token = this.#token;
    if (token === null) return;
    const asked = performance.now();
    let patience: ReturnType<typeof setTimeout> | undefined;
    try {
      const beside = this.#beside ??= await this.#session.beside();
      // a link that is silent and not broken would be waited for without end
      const waitMs = this.#seconds * 1000 / RENEWALS * ANSWERED_WITHIN;
      patience = setTimeout(() => void beside.close(), waitMs);
      await beside.send(this.#words.renew(token, this.#seconds));
      const [row] = await beside.query({ text: this.#words.look });
      if (this.#token !== token) return;
      if (row?.["token"] === token) this.#renewedAt = asked;
      else this.#token = null;
    } catch (error) {
      if (!(error instanceof DriverError || error instanceof DunlinError)) throw error;
      await this.#beside?.close();
      this.#beside = null;
    } finally {
      clearTimeout(patience);
    }
  }

  async #stopBeating(): Promise<void> {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#beat = null;
    await this.#beating;
    await this.#beside?.close();
    this.#beside = null;
  }
}
