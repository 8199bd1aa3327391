import { createHash } from "node:crypto";
import { DunlinError } from "../../errors.ts";
import type { LargeText } from "../../migrations/large_text.ts";
import type { SqlScript } from "../../migrations/migration.ts";
import { classify } from "../../sql/classify.ts";
import { analyseTransactions } from "../../sql/transaction_block.ts";
import type { FileFindings } from "../file_findings.ts";
import type { Preparation } from "../file_reader.ts";
import type { FileResume } from "../file_resume.ts";
import { foreignKeyFrame } from "../foreign_keys.ts";
import { hookProblems } from "../hook_problems.ts";
import type { Behind } from "../script_behind.ts";
import { sentItems } from "../sent_items.ts";
import { cutUnits, type Item, type Unit, unitHash } from "../units.ts";
import type { Body } from "../work.ts";
import type { Entry } from "./entries.ts";
import { changedFile } from "./slice_reader.ts";
import { type Scan, scanLarge, type ScanProblem } from "./scan_large.ts";

/** What reading a large file needs beside the file. */
export interface LargeContext {
  readonly preparation: Preparation;
  readonly findings: FileFindings;
  readonly resume: FileResume;
  /** `after_each.sql` behind a text of so many UTF-16 units; null where there is none. */
  hookBehind(length: number): Behind | null;
}

/** How large files are cut. */
export interface LargeCuts {
  /** UTF-16 units of text in one message. */
  readonly sliceUnits: number;
  /** UTF-16 units that are kept together, where pieces are kept as they are done. */
  readonly unitUnits: number;
}

const LARGE_CUTS: LargeCuts = { sliceUnits: 1 << 18, unitUnits: 16 << 20 };

/** Reads a file that is too large to be held as one text; problems and warnings are collected. */
export async function readLarge(
  script: SqlScript,
  text: LargeText,
  context: LargeContext,
): Promise<Body> {
  const { findings, preparation } = context;
  const before = findings.problems.length;
  let scan: Scanned;
  try {
    scan = await scanned(script, text, context);
  } catch (error) {
    if (!(error instanceof DunlinError)) throw error;
    findings.problems.push(error.with({ state: "nothing was changed" }));
    return { kind: "nothing" };
  }
  const placed: SqlScript = {
    ...script,
    placeAt: (offset) => ({ file: script.file, ...scan.places.get(offset) }),
  };
  for (const problem of scan.problems) told(placed, problem, findings);
  if (findings.problems.length > before) return { kind: "nothing" };
  if (scan.checksum !== script.checksum) {
    findings.problems.push(changedFile(script.file).with({ state: "nothing was changed" }));
    return { kind: "nothing" };
  }
  return new LargeBody(placed, scan, text, context, preparation).read();
}

type Scanned = Scan & { readonly problems: readonly ScanProblem[] };

/** What was read of a text, for the reading under the lock that follows the one before it. */
const known = new WeakMap<LargeText, { readonly key: string; readonly scan: Scanned }>();

async function scanned(
  script: SqlScript,
  text: LargeText,
  { preparation, findings, resume }: LargeContext,
): Promise<Scanned> {
  const { dialect, rules, table, apart, untransactional, messageBytes } = preparation;
  const cuts = preparation.cuts ?? LARGE_CUTS;
  const noTransaction = script.directives.noTransaction === true;
  const { begun } = resume;
  const key = JSON.stringify([
    dialect.name,
    rules,
    table,
    noTransaction,
    messageBytes,
    cuts,
    begun,
  ]);
  const found = known.get(text);
  if (found?.key === key) return found.scan;
  const problems: ScanProblem[] = [];
  const before = findings.problems.length;
  const scan = await scanLarge(text, {
    dialect,
    rules,
    table,
    noTransaction,
    sliceUnits: Math.min(cuts.sliceUnits, Math.floor((messageBytes ?? Infinity) * 0.3)),
    unitUnits: dialect.transactionalDdl && !noTransaction ? Infinity : cuts.unitUnits,
    apart,
    untransactional,
    begun,
    onProblem: (problem) => problems.push(problem),
    onStatement: (item) => findings.checkLength(script, item),
  });
  const all = { ...scan, problems };
  if (problems.length === 0 && findings.problems.length === before) {
    known.set(text, { key, scan: all });
  }
  return all;
}

function told(script: SqlScript, problem: ScanProblem, findings: FileFindings): void {
  const { kind, offset, message, next } = problem;
  if (kind === "own-tables") findings.refuseOwnTables(script, offset);
  else findings.problem(script, offset, message, next);
}

/** Makes units of what was read. */
class LargeBody {
  readonly #script: SqlScript;
  readonly #scan: Scan;
  readonly #text: LargeText;
  readonly #context: LargeContext;
  readonly #preparation: Preparation;

  constructor(
    script: SqlScript,
    scan: Scan,
    text: LargeText,
    context: LargeContext,
    preparation: Preparation,
  ) {
    this.#script = script;
    this.#scan = scan;
    this.#text = text;
    this.#context = context;
    this.#preparation = preparation;
  }

  read(): Body {
    const { dialect } = this.#preparation;
    const { findings, resume } = this.#context;
    const { outline, slices, statements, leavesSession, freesLocks } = this.#scan;
    const behind = this.#context.hookBehind(this.#scan.length);
    const script = behind?.script ?? this.#script;
    const hooked = this.#hooked(behind);
    const frame = foreignKeyFrame(outline, dialect, script.directives);
    const block = analyseTransactions(
      outline.map(({ statement }) => statement),
      outline.map(({ traits }) => traits),
    );
    const { items, cutting } = sentItems(script, outline, frame.items, block, dialect, findings);
    const numbers = new Set(items.map(({ number }) => number));
    const entries = this.#scan.entries.filter((entry) =>
      entry.kind === "stretch" || numbers.has(entry.item.number)
    );
    const units = this.#units(entries, cutting.each, hooked);
    if (units.length === 0) {
      resume.check([], []);
      return { kind: "nothing" };
    }
    if (units.length > MOST_UNITS) findings.problem(script, 0, TOO_MANY.message, TOO_MANY.next);
    const { asksLast } = this.#scan;
    if (units.length > 1 && asksLast !== null && dialect.transactionIsLock) {
      findings.problem(script, asksLast, LAST_ANSWERS.message, LAST_ANSWERS.next);
    }
    const own = units.filter(({ stretch }) => stretch !== undefined);
    const whole = own.length <= 1 && dialect.transactionalDdl &&
      units.every(({ kind }) => kind === "transaction");
    const journaled = resume.journal.length > 0 || !(whole || units.length === 1) ||
      units.some(({ kind }) => kind === "solo");
    const { unitsDone, replay, doubt } = resume.checkUnits(units);
    return {
      kind: "sql",
      script,
      units,
      journaled,
      unitsDone,
      replay,
      doubt,
      gaps: behind?.skipped ?? [],
      foreignKeysRest: frame.rest,
      leavesSession: leavesSession ||
        hooked.some(({ traits }) => traits.mayLeaveSession === true),
      freesLocks: freesLocks || hooked.some(({ traits }) => traits.freesLocks),
      large: { text: this.#text, slices, statements: statements + hooked.length },
    };
  }

  #hooked(behind: Behind | null): readonly Item[] {
    const { rules, dialect } = this.#preparation;
    const { findings } = this.#context;
    if (behind === null) return [];
    const { statements } = this.#scan;
    const hooked = behind.statements.map((statement, index): Item => ({
      number: statements + index + 1,
      statement,
      traits: classify(statement, rules),
    }));
    const { script } = behind;
    for (
      const { offset, message, next } of [
        ...behind.problems,
        ...hookProblems(this.#scan.outline, hooked, dialect),
      ]
    ) findings.problem(script, offset, message, next);
    for (const item of hooked) {
      const { traits, statement } = item;
      if (traits.refused !== null) findings.problem(script, statement.start, traits.refused);
      findings.checkLength(script, item);
    }
    return hooked;
  }

  // Without anything that must stand alone the whole file is one transaction,
  // where DDL is a part of it.
  #units(entries: readonly Entry[], each: boolean, hooked: readonly Item[]): Unit[] {
    const { dialect, apart } = this.#preparation;
    const whole = dialect.transactionalDdl && !each && entries.length > 0 &&
      entries.every(({ kind }) => kind === "stretch") &&
      this.#context.resume.journal.length === 0;
    const units = whole
      ? [unitOf(entries as readonly Extract<Entry, { kind: "stretch" }>[], 1)]
      : entries.map((entry, index) =>
        entry.kind === "stretch" ? unitOf([entry], index + 1) : soloUnit(entry.item, index + 1)
      );
    const cutting = { each: false, transactions: [], apart, begun: [] };
    for (const unit of cutUnits(hooked, dialect, cutting)) {
      units.push({ ...unit, position: units.length + 1 });
    }
    return units;
  }
}

const MOST_UNITS = 20_000;
const TOO_MANY = {
  message: `a file this large is kept in more than ${MOST_UNITS} pieces`,
  next: "cut the file into several migrations",
};
const LAST_ANSWERS = {
  message:
    "last_insert_rowid() or changes() is asked for in a large file that is no transaction: " +
    "what is asked for is lost between two of its pieces",
  next: "take what must stand alone into a migration of its own, or ask for the row itself",
};

function unitOf(
  entries: readonly Extract<Entry, { kind: "stretch" }>[],
  position: number,
): Unit {
  const [only] = entries;
  const hash = entries.length === 1 && only ? only.hash : hashOf(entries.map(({ hash }) => hash));
  return {
    position,
    kind: "transaction",
    items: entries.flatMap(({ items }) => items),
    hash,
    stretch: {
      first: only?.first ?? 0,
      last: entries.at(-1)?.last ?? 0,
      count: entries.reduce((sum, { count }) => sum + count, 0),
      verb: only?.verb ?? "",
      slices: entries.flatMap(({ slices }) => slices),
      asks: entries.flatMap(({ asks }) => asks),
    },
  };
}

function hashOf(hashes: readonly string[]): string {
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}

function soloUnit(item: Item, position: number): Unit {
  return { position, kind: "solo", items: [item], hash: unitHash([item]) };
}
