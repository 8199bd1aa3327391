import { rm } from "node:fs/promises";
import { DunlinError } from "../../../src/errors.ts";
import type { ChaosDatabase, Engine } from "../engines/engine.ts";
import { expectedAfter, finisherOf } from "../expected.ts";
import { doHere } from "../in_process.ts";
import { layOut } from "../run_engine.ts";
import { startRunner } from "../runner.ts";
import { settle } from "../settle.ts";
import { compareSnapshots, type Snapshot } from "../snapshot.ts";
import { type Asked, type Finding, type Verdict, worst } from "../verdict.ts";
import { type GapCase, gapCases } from "./cases.ts";
import { type Gap, openCutter } from "./cutter.ts";

/** What came of one gap. */
export interface GapReport {
  readonly engine: string;
  readonly case: string;
  readonly gap: Gap;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly asked: readonly Asked[];
}

/** What a run is like that nobody disturbs. */
interface Undisturbed {
  readonly gaps: readonly Gap[];
  readonly before: Snapshot;
  readonly after: Snapshot;
}

const KINDS = ["before message", "behind message", "behind result"] as const;
const MOST_TRIES = 6;

/** Breaks the link in each gap of each kind of run, one after another, in this process. */
export async function everyGap(
  engine: Engine,
  program: readonly string[],
  onReport: (report: GapReport) => void,
): Promise<readonly GapReport[]> {
  const reports: GapReport[] = [];
  for (const gapCase of gapCases(engine.flavor)) {
    const folder = await layOut(engine.name, 0, 0, {
      flavor: engine.flavor,
      files: gapCase.files,
      commands: [],
    });
    const trial = new GapTrial(engine, gapCase, folder, program);
    const should = await trial.undisturbed();
    for (const gap of should.gaps) {
      const report = await trial.run(gap, should);
      reports.push(report);
      onReport(report);
    }
    await rm(folder, { recursive: true, force: true });
  }
  return reports;
}

class GapTrial {
  readonly #engine: Engine;
  readonly #case: GapCase;
  readonly #folder: string;
  readonly #program: readonly string[];

  constructor(engine: Engine, gapCase: GapCase, folder: string, program: readonly string[]) {
    this.#engine = engine;
    this.#case = gapCase;
    this.#folder = folder;
    this.#program = program;
  }

  async undisturbed(): Promise<Undisturbed> {
    const database = await this.#prepared();
    const before = await database.snapshot();
    const cutter = await openCutter(way(database), null);
    try {
      await doHere(cutter.url, this.#folder, this.#case.command);
      const gaps = KINDS.flatMap((kind) => {
        const count = kind === "behind result" ? cutter.results : cutter.messages;
        return Array.from({ length: count }, (_, index) => ({ kind, number: index + 1 }));
      });
      if (gaps.length === 0) throw new Error(`${this.#case.name}: no message could be read`);
      return { gaps, before, after: await database.snapshot() };
    } finally {
      await cutter.close();
      await database.dispose();
    }
  }

  async run(gap: Gap, should: Undisturbed): Promise<GapReport> {
    const database = await this.#prepared();
    const findings: Finding[] = [];
    const asked: Asked[] = [];
    try {
      await this.#broken(database, gap);
      await this.#finish(database, findings, asked);
      if (findings.length === 0) findings.push(...await this.#compare(database, should));
    } finally {
      await database.dispose();
    }
    const { name } = this.#case;
    const verdict = worst(findings);
    return { engine: this.#engine.name, case: name, gap, verdict, findings, asked };
  }

  async #prepared(): Promise<ChaosDatabase> {
    const database = await this.#engine.fresh();
    for (const command of this.#case.before) await doHere(database.url, this.#folder, command);
    return database;
  }

  async #broken(database: ChaosDatabase, gap: Gap): Promise<void> {
    const cutter = await openCutter(way(database), gap);
    try {
      await doHere(cutter.url, this.#folder, this.#case.command);
    } catch (error) {
      if (!(error instanceof DunlinError)) throw error;
    } finally {
      await cutter.close();
    }
  }

  async #finish(database: ChaosDatabase, findings: Finding[], asked: Asked[]): Promise<void> {
    let args: readonly string[] = this.#case.command.again;
    for (let tries = 1; findings.length === 0; tries++) {
      try {
        await doHere(way(database), this.#folder, { args });
        if (args[0] !== "down") return;
        args = this.#case.command.again;
      } catch (error) {
        if (!(error instanceof DunlinError)) throw error;
        if (tries > MOST_TRIES) {
          findings.push({ verdict: "wedged", what: `${error.code}: ${error.message}` });
        } else if (error.code === "statement-unresolved") {
          await this.#settle(error, database, findings, asked);
        } else args = finisherOf({ next: error.next ?? null }) ?? args;
      }
    }
  }

  async #settle(
    error: DunlinError,
    database: ChaosDatabase,
    findings: Finding[],
    asked: Asked[],
  ): Promise<void> {
    const { code, message, next = null, state = null } = error;
    const settled = await settle({ code, message, next, state }, {
      engine: this.#engine,
      database,
      project: { folder: this.#folder, files: this.#case.files },
      before: this.#case.before,
      run: (args) =>
        startRunner({
          program: this.#program,
          args: [...args, ...this.#engine.options],
          url: way(database),
          folder: this.#folder,
          boundMs: 60_000,
        }).ended,
    });
    if (settled.asked) asked.push(settled.asked);
    findings.push(...settled.findings);
  }

  async #compare(database: ChaosDatabase, should: Undisturbed): Promise<Finding[]> {
    const is = await database.snapshot();
    const wanted = await this.#wanted(is, should);
    return compareSnapshots(is, wanted).map(({ kind, what }) => ({ verdict: kind, what }));
  }

  async #wanted(is: Snapshot, { before, after }: Undisturbed): Promise<Snapshot> {
    const { command } = this.#case;
    if (command.redoes === undefined) return after;
    const twin = await this.#prepared();
    try {
      await doHere(twin.url, this.#folder, command);
      return await expectedAfter(command, { twin, folder: this.#folder, earlier: before, is });
    } finally {
      await twin.dispose();
    }
  }
}

function way({ urls }: ChaosDatabase): string {
  return urls[0] as string;
}
