import { createHash, type Hash } from "node:crypto";
import type { StatementClass } from "../../sql/statement.ts";
import { hashData, hashStatement, type Item, unitHash } from "../units.ts";
import type { Slice } from "./slice.ts";
import type { SliceWriter } from "./slice_writer.ts";

/** What a large file is made of, before it is known whether it is one transaction. */
export type Entry =
  | {
    readonly kind: "solo";
    readonly item: Item;
  }
  | {
    readonly kind: "stretch";
    readonly first: number;
    readonly last: number;
    readonly count: number;
    readonly verb: string;
    readonly slices: readonly Slice[];
    /** Its notable statements, and samples of what else has to be known of it; see `Stretch`. */
    readonly items: readonly Item[];
    readonly asks: readonly Item[];
    /** As `unitHash`. */
    readonly hash: string;
  };

interface Draft {
  readonly first: number;
  readonly verb: string;
  readonly fromSlice: number;
  readonly hash: Hash;
  readonly items: Item[];
  readonly asks: Map<string, Item>;
  last: number;
  count: number;
  units: number;
}

/** Puts consecutive statements into stretches, and those that stand alone between them. */
export class EntryWriter {
  readonly entries: Entry[] = [];
  readonly #slices: SliceWriter;
  readonly #begun: string[];
  #draft: Draft | null = null;

  /** @param begun Hashes of units that were begun by earlier runs: stretches end so that they match */
  constructor(slices: SliceWriter, begun: readonly string[]) {
    this.#slices = slices;
    this.#begun = [...begun];
  }

  /** UTF-16 units of the stretch that is open. */
  get length(): number {
    return this.#draft?.units ?? 0;
  }

  /** To be called before a statement of a stretch is cut. @returns Whether it is the first of one */
  open(number: number, { verb }: StatementClass): boolean {
    if (this.#draft !== null) return false;
    this.#slices.close();
    const hash = createHash("sha256");
    const fromSlice = this.#slices.slices.length;
    const rest = { items: [], asks: new Map(), last: number, count: 0, units: 0 };
    this.#draft = { first: number, verb, fromSlice, hash, ...rest };
    return true;
  }

  /** The next statement of the stretch; `copies`: its data follow. */
  add(number: number, text: string, copies: boolean): void {
    const draft = this.#opened;
    draft.last = number;
    draft.count++;
    draft.units += text.length;
    hashStatement(draft.hash, text);
    if (!copies) this.#endAsBegun(draft);
  }

  /** Lines that belong to the last statement. */
  data(text: string): void {
    const draft = this.#opened;
    draft.units += text.length;
    hashData(draft.hash, text);
  }

  /** The data of the last statement are over. */
  dataEnd(): void {
    if (this.#draft !== null) this.#endAsBegun(this.#draft);
  }

  keep(item: Item): void {
    this.#opened.items.push(item);
  }

  /** Something the server is asked before the stretch; a sample of the statements that need it. */
  ask(condition: string, sample: () => Item): void {
    const { asks } = this.#opened;
    if (!asks.has(condition)) asks.set(condition, sample());
  }

  solo(item: Item): void {
    this.close();
    if (this.#begun.length > 0) this.#isBehind(unitHash([item]));
    this.entries.push({ kind: "solo", item });
  }

  close(): void {
    this.#slices.close();
    const draft = this.#draft;
    this.#draft = null;
    if (draft === null) return;
    const { first, last, count, verb, items, asks, fromSlice } = draft;
    const hash = draft.hash.digest("hex");
    this.#isBehind(hash);
    this.entries.push({
      kind: "stretch",
      first,
      last,
      count,
      verb,
      items,
      asks: [...asks.values()],
      hash,
      slices: this.#slices.slices.slice(fromSlice),
    });
  }

  #endAsBegun({ hash }: Draft): void {
    const [next] = this.#begun;
    if (next !== undefined && hash.copy().digest("hex") === next) this.close();
  }

  // only the next one counts: dumps begin many pieces with the same statements
  #isBehind(hash: string): void {
    if (this.#begun[0] === hash) this.#begun.shift();
  }

  get #opened(): Draft {
    if (this.#draft === null) throw new TypeError("Expected a stretch to be open");
    return this.#draft;
  }
}
