import { rm } from "node:fs/promises";
import { DunlinError } from "../../../src/errors.ts";
import type { ChaosDatabase, Engine } from "../engines/engine.ts";
import { expectedAfter, finisherOf } from "../expected.ts";
import { doHere } from "../in_process.ts";
import { layOut } from "../run_engine.ts";
import { startRunner } from "../runner.ts";
import { settle } from "../settle.ts";
import { compareSnapshots } from "../snapshot.ts";
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
    for (const gap of await trial.gaps()) {
      const report = await trial.run(gap);
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

  /** Every gap that an undisturbed run has. */
  async gaps(): Promise<readonly Gap[]> {
    const database = await this.#prepared();
    const cutter = await openCutter(way(database), null);
    try {
      await doHere(cutter.url, this.#folder, this.#case.command);
      return KINDS.flatMap((kind) => {
        const count = kind === "behind result" ? cutter.results : cutter.messages;
        return Array.from({ length: count }, (_, index) => ({ kind, number: index + 1 }));
      });
    } finally {
      await cutter.close();
      await database.dispose();
    }
  }

  async run(gap: Gap): Promise<GapReport> {
    const database = await this.#prepared();
    const twin = await this.#prepared();
    const findings: Finding[] = [];
    const asked: Asked[] = [];
    try {
      await this.#broken(database, gap);
      await this.#finish(database, findings, asked);
      if (findings.length === 0) findings.push(...await this.#compare(database, twin));
    } finally {
      await database.dispose();
      await twin.dispose();
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

  async #compare(database: ChaosDatabase, twin: ChaosDatabase): Promise<Finding[]> {
    const earlier = await twin.snapshot();
    const { command } = this.#case;
    await doHere(twin.url, this.#folder, command);
    const is = await database.snapshot();
    const should = await expectedAfter(command, { twin, folder: this.#folder, earlier, is });
    return compareSnapshots(is, should).map(({ kind, what }) => ({ verdict: kind, what }));
  }
}

function way({ urls }: ChaosDatabase): string {
  return urls[0] as string;
}
