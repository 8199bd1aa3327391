import type { Dialect } from "../../dialects/dialect.ts";
import { ownNames } from "../../dialects/own_tables.ts";
import type { LargeText } from "../../migrations/large_text.ts";
import { mayMisplace, misplacedLines } from "../../migrations/check_sql.ts";
import { mentionsTable } from "../../sql/mentions_table.ts";
import { type Position, positionAt } from "../../sql/position.ts";
import type { LexicalRules, Statement } from "../../sql/statement.ts";
import { StatementStream, type Streamed } from "../../sql/statement_stream.ts";
import { LAST_ANSWER, SessionNeeds } from "../lost_session.ts";
import { givesWay } from "../sent_items.ts";
import { isSolo, type Item } from "../units.ts";
import { type Entry, EntryWriter } from "./entries.ts";
import { giveBackHere } from "../../drivers/give_back.ts";
import type { Slice } from "./slice.ts";
import { SliceWriter } from "./slice_writer.ts";
import type { Preparation } from "../file_reader.ts";
import { keptItem, type Known, sampleItem, StatementReader } from "./statement_reader.ts";
import { keepsEverything, tableEngine, writtenTable } from "../../sql/table_engine.ts";
import { TextWindow } from "./text_window.ts";

/** How a large file is read. */
export interface ScanOptions {
  readonly dialect: Dialect;
  readonly rules: LexicalRules;
  /** The history table's name, unquoted. */
  readonly table: string;
  readonly noTransaction: boolean;
  /** See `SliceLimits`. */
  readonly sliceUnits: number;
  /** UTF-16 units after which what commits piece by piece is cut; Infinity: nowhere. */
  readonly unitUnits: number;
  readonly apart: (item: Item) => boolean;
  /** See `Preparation.untransactional`. */
  readonly untransactional: Preparation["untransactional"];
  /** Hashes of units that earlier runs have begun. */
  readonly begun: readonly string[];
  /** Hears what is wrong with a statement, while its text is at hand. */
  readonly onProblem: (problem: ScanProblem) => void;
  /** Looks at every statement that is sent. */
  readonly onStatement: (item: Item) => void;
}

/** Something wrong in a large file. */
export interface ScanProblem {
  readonly kind: "text" | "own-tables";
  readonly offset: number;
  readonly message: string;
  readonly next?: string | undefined;
}

/** What a large file holds, without its text. */
export interface Scan {
  /** Notable statements in order, and one for each row of others between them. */
  readonly outline: readonly Item[];
  readonly entries: readonly Entry[];
  readonly slices: readonly Slice[];
  /** How many statements it has. */
  readonly statements: number;
  /** Its length in UTF-16 units. */
  readonly length: number;
  readonly leavesSession: boolean;
  readonly freesLocks: boolean;
  /** Where a statement first asks for the last key or count (SQLite); null where none does. */
  readonly asksLast: number | null;
  /** Places of notable statements, by offset. */
  readonly places: ReadonlyMap<number, { line: number; column: number; excerpt?: string }>;
  readonly checksum: string;
}

/** Statements that have to be looked at by themselves, and the bytes of their texts. */
const MOST_NOTABLE = 50_000;
const MOST_NOTABLE_UNITS = 32 << 20;
const MOST_PROBLEMS = 100;
const CARRIED = 200;
const MOST_ASKED = 4000;

/** Reads a large file once, from its start to its end, holding no more of it than one statement. */
export async function scanLarge(text: LargeText, options: ScanOptions): Promise<Scan> {
  return await new Scanner(options).run(text);
}

class Scanner {
  readonly #options: ScanOptions;
  readonly #window = new TextWindow();
  readonly #stream: StatementStream;
  readonly #slices: SliceWriter;
  readonly #entries: EntryWriter;
  readonly #reader: StatementReader;
  readonly #needs = new SessionNeeds();
  readonly #outline: Item[] = [];
  readonly #places = new Map<number, { line: number; column: number; excerpt?: string }>();
  readonly #ownNames: readonly string[];
  readonly #ownTable: RegExp;
  #statements = 0;
  #before = 0;
  /** The line of `#before`, where it stands behind the data of a COPY. */
  #dataLine: number | null = null;
  #last: Statement | null = null;
  #sampled = false;
  #inBlock = false;
  #leavesSession = false;
  #freesLocks = false;
  #asksLast: number | null = null;
  /** Tables the file makes whose engine knows no transactions. */
  readonly #kept = new Set<string>();
  #mayMisplace = false;
  #mayMention = false;
  #carry = "";
  #notableUnits = 0;
  #problems = 0;

  constructor(options: ScanOptions) {
    const { dialect, rules, sliceUnits, begun, table } = options;
    this.#options = options;
    this.#stream = new StatementStream(rules);
    const joins = dialect.warnings === null ? () => true : joinsOnMysql;
    this.#slices = new SliceWriter(this.#window, { units: sliceUnits, joins });
    this.#entries = new EntryWriter(this.#slices, begun);
    this.#reader = new StatementReader(options);
    this.#ownNames = Object.values(ownNames(table));
    this.#ownTable = new RegExp(table.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  }

  async run(text: LargeText): Promise<Scan> {
    const reading = text.read();
    const used = giveBackHere();
    for await (const piece of reading) {
      this.#window.push(piece);
      this.#lookAhead(piece);
      for (const found of this.#stream.push(piece)) this.#take(found);
      this.#window.forget(this.#slices.needless);
      used(piece.length);
      if (this.#problems > MOST_PROBLEMS) break;
    }
    for (const found of this.#stream.end()) this.#take(found);
    if (this.#mayMisplace) this.#misplaced(this.#before, this.#window.end);
    this.#entries.close();
    this.#slices.end(this.#options.rules);
    return {
      outline: this.#outline,
      entries: this.#entries.entries,
      slices: this.#slices.slices,
      statements: this.#statements,
      length: this.#window.end,
      leavesSession: this.#leavesSession,
      freesLocks: this.#freesLocks,
      asksLast: this.#asksLast,
      places: this.#places,
      checksum: this.#problems > MOST_PROBLEMS ? "" : reading.checksum(),
    };
  }

  // what nearly no file holds is looked for in large pieces, with what a cut may have parted
  #lookAhead(piece: string): void {
    for (const text of [this.#carry + piece.slice(0, CARRIED), piece]) {
      this.#mayMisplace ||= mayMisplace(text);
      this.#mayMention ||= this.#ownTable.test(text);
    }
    this.#carry = piece.slice(-CARRIED);
  }

  #take(found: Streamed): void {
    switch (found.kind) {
      case "statement":
        return this.#statement(found.statement, found.copies, found.gap);
      case "data-begin":
        return this.#slices.dataBegin(found.start, found.line);
      case "data":
        this.#slices.data(found.text);
        return this.#entries.data(found.text);
      case "data-end":
        this.#dataLine = this.#slices.dataEnd();
        this.#before = this.#slices.needless;
        return this.#entries.dataEnd();
      case "problem": {
        const { offset, message, next, line, column } = found.problem;
        this.#note(offset, { line, column });
        return this.#problem({ kind: "text", offset, message, next });
      }
    }
  }

  #statement(statement: Statement, copies: boolean, gap: boolean): void {
    const number = ++this.#statements;
    const known = this.#reader.read(statement, copies);
    if (this.#mayMisplace) this.#misplaced(this.#before, statement.start);
    this.#before = statement.end;
    this.#last = statement;
    this.#dataLine = null;
    this.#check(statement, known, number);
    const item = { number, statement, traits: known.traits };
    const cut = { statement, number, rules: statement.rules ?? this.#options.rules };
    const outline = this.#remember(item, copies ? { ...known, notable: true } : known);
    if (givesWay(item, this.#options.dialect)) {
      this.#entries.close();
      this.#slices.skip(cut);
      this.#followBlock(known);
    } else if (this.#isSolo(item)) {
      this.#entries.solo(outline);
      this.#slices.skip(cut);
    } else this.#inStretch(item, known, { copies, gap });
    this.#needs.made(outline);
  }

  #inStretch(
    item: Item,
    known: Known,
    { copies, gap }: { readonly copies: boolean; readonly gap: boolean },
  ): void {
    const { statement, number, traits } = item;
    const leans = this.#needs.leans(known);
    if (this.#entries.length >= this.#options.unitUnits && !this.#inBlock && !leans) {
      this.#entries.close();
    }
    const first = this.#entries.open(number, traits);
    if (first) this.#needs.anew();
    const alone = traits.manyResults || traits.changesLexing || traits.transaction !== null;
    const cut = { statement, number, rules: statement.rules ?? this.#options.rules, alone };
    if (copies) this.#slices.copy(cut);
    else this.#slices.add(cut, gap);
    const kept = [
      first,
      known.notable,
      copies,
      leans && this.#needs.isNew(known),
      this.#needs.isNewUnseen(known),
    ];
    if (kept.includes(true)) {
      this.#entries.keep(sampleOrWhole(item, known, this.#needs.asked(known), copies));
    }
    if (known.untransactional !== null) {
      this.#entries.ask(known.untransactional, () => ({
        ...sampleItem(number, statement, known),
        statement: { ...statement, text: known.text },
      }));
    }
    this.#entries.add(number, statement.text, copies);
  }

  #isSolo(item: Item): boolean {
    const { dialect, apart, noTransaction } = this.#options;
    const transactions = this.#inBlock ? [{ first: 0, last: Infinity }] : [];
    return isSolo(item, dialect, { each: noTransaction, transactions, apart });
  }

  #followBlock({ traits }: Known): void {
    if (traits.transaction === "begin") this.#inBlock = true;
    if (traits.transaction === "commit") this.#inBlock = traits.chain === true;
  }

  // A row of plain statements is one line of the outline.
  #remember(item: Item, known: Known): Item {
    const { number, statement, traits } = item;
    this.#leavesSession ||= traits.mayLeaveSession === true;
    this.#freesLocks ||= traits.freesLocks;
    if (this.#asksLast === null && LAST_ANSWER.test(known.text)) {
      this.#asksLast = statement.start;
      this.#note(statement.start, statement);
    }
    if (!known.notable && this.#sampled) return item;
    const kept = known.notable
      ? keptItem(number, statement, traits)
      : sampleItem(number, statement, known);
    this.#sampled = !known.notable;
    this.#notableUnits += kept.statement.text.length;
    if (this.#outline.length >= MOST_NOTABLE || this.#notableUnits > MOST_NOTABLE_UNITS) {
      this.#problem({ kind: "text", offset: statement.start, ...TOO_MANY });
      this.#problems = Infinity;
    }
    this.#outline.push(kept);
    this.#note(statement.start, statement);
    return kept;
  }

  #check(statement: Statement, { traits }: Known, number: number): void {
    const { start: offset } = statement;
    if (traits.refused !== null) {
      this.#note(offset, statement);
      this.#problem({ kind: "text", offset, message: traits.refused });
    }
    this.#checkEngine(statement, traits, number);
    const { rules } = this.#options;
    if (this.#mayMention && mentionsTable(statement, rules, this.#ownNames)) {
      this.#note(offset, statement);
      this.#problem({ kind: "own-tables", offset, message: "" });
    }
    this.#options.onStatement({ number, statement, traits });
  }

  // What is written there before a kill would stay, and nobody could count it.
  #checkEngine(statement: Statement, { verb }: Known["traits"], number: number): void {
    const { dialect, rules } = this.#options;
    if (dialect.transactionalDdl) return;
    if (verb === "USE") this.#kept.clear(); // the same names are other tables there
    if (/^(CREATE|ALTER|DROP) TABLE$/.test(verb)) {
      const said = tableEngine(statement.text, statement.rules ?? rules);
      if (said === null) return;
      if (keepsEverything(said.engine)) this.#kept.add(said.table);
      else this.#kept.delete(said.table);
      return;
    }
    if (this.#kept.size === 0) return;
    const table = writtenTable(statement.text);
    if (table === null || !this.#kept.delete(table)) return;
    const { start: offset } = statement;
    this.#note(offset, statement);
    this.#problem({
      kind: "text",
      offset,
      message: `statement ${number} writes ${table}, which this file makes with an engine that ` +
        "knows no transactions, and the file is too large for that",
      next: "make the table with ENGINE=InnoDB, or cut the file into migrations of at most 8 MB",
    });
  }

  #misplaced(from: number, to: number): void {
    const gap = this.#window.slice(from, to);
    for (const { offset, message, next } of misplacedLines(gap, from === 0 ? gap.length : 0)) {
      this.#note(from + offset, behind(this.#lastEnd, positionAt(gap, offset)));
      this.#problem({ kind: "text", offset: from + offset, message, next });
    }
  }

  /** Where the last statement, or its data, ends. */
  get #lastEnd(): Position {
    if (this.#dataLine !== null) return { line: this.#dataLine, column: 1 };
    if (this.#last === null) return { line: 1, column: 1 };
    return behind(this.#last, positionAt(this.#last.text, this.#last.text.length));
  }

  #note(offset: number, place: { readonly line?: number; readonly column?: number }): void {
    const { line = 0, column = 0 } = place;
    const excerpt = this.#window.excerptAt(offset);
    this.#places.set(offset, { line, column, ...(excerpt === undefined ? {} : { excerpt }) });
  }

  #problem(problem: ScanProblem): void {
    this.#problems++;
    if (this.#problems <= MOST_PROBLEMS) this.#options.onProblem(problem);
  }
}

/** A place in a text that begins at another place. */
function behind(start: Position, { line, column }: Position): Position {
  return {
    line: start.line + line - 1,
    column: line === 1 ? start.column + column - 1 : column,
  };
}

const TOO_MANY = {
  message: "a file this large holds too many statements that have to be looked at one by one " +
    "(SET, CREATE, CALL, transactions …)",
  next: "cut the file into several migrations",
};

// the first statement of a stretch may only be there to say what it asks for
function sampleOrWhole(item: Item, known: Known, asked: string, copies: boolean): Item {
  const { number, statement, traits } = item;
  if (copies) {
    const copyData = { start: statement.end, end: statement.end };
    return keptItem(number, { ...statement, copyData }, traits);
  }
  if (known.notable) return keptItem(number, statement, traits);
  return keptItem(number, { ...statement, text: asked.slice(0, MOST_ASKED) }, traits);
}

// Two statements and one `;` between them: an empty statement is an error of its own,
// and another delimiter is nothing the server knows.
function joinsOnMysql(between: string): boolean {
  const [before, after, more] = between.split(";");
  return more === undefined && after !== undefined && /^\s*$/.test(before as string) &&
    !/\/\*M?!/.test(after);
}
