import { setTimeout as pause } from "node:timers/promises";
import { DunlinError } from "../../src/errors.ts";
import { DISTURBANCES } from "./disturb/disturbances.ts";
import type { Disturbance } from "./disturb/disturbance.ts";
import { interrupt } from "./disturb/interrupt.ts";
import type { ChaosDatabase, Engine } from "./engines/engine.ts";
import { type Gate, openGate } from "./gate.ts";
import { doHere } from "./in_process.ts";
import type { Command, Project } from "./project.ts";
import type { Random } from "./random.ts";
import { crashOf, type Ended, type Runner, startRunner } from "./runner.ts";
import { expectedAfter, finisherOf } from "./expected.ts";
import { settle } from "./settle.ts";
import { compareSnapshots } from "./snapshot.ts";
import { type Asked, type Finding, type Hit, type ProjectReport, worst } from "./verdict.ts";

/** What one project is put through. */
export interface ProjectRun {
  readonly engine: Engine;
  readonly project: Project;
  /** Where its files lie, in `migrations`. */
  readonly folder: string;
  readonly program: readonly string[];
  readonly random: Random;
  /** How often it is disturbed at most. */
  readonly kills: number;
  /** How long the command line takes until it begins, in milliseconds. */
  readonly startMs: number;
  /** Which disturbances are chosen from; all that fit without it. */
  readonly only?: readonly string[];
}

/** The same command is run again undisturbed at most that often. */
const MOST_TRIES = 6;
/** Within this every run of the command line must end. */
const BOUND_MS = 150_000;
/** A fresh process is slower than the twin's warm one. */
const SLOWER = 1.2;

/** Puts a project through its disturbances and compares it with its undisturbed twin. */
export async function runProject(run: ProjectRun): Promise<Omit<ProjectReport, "run" | "folder">> {
  const database = await run.engine.fresh();
  const twin = await run.engine.fresh();
  const trial = new Trial(run, database, twin);
  try {
    return await trial.run();
  } finally {
    await trial.close();
    await database.dispose();
    await twin.dispose();
  }
}

class Trial {
  readonly #run: ProjectRun;
  readonly #database: ChaosDatabase;
  readonly #twin: ChaosDatabase;
  readonly #gates: Gate[] = [];
  readonly #findings: Finding[] = [];
  readonly #hits: Hit[] = [];
  readonly #asked: Asked[] = [];
  #starts = 0;
  #killsLeft: number;

  constructor(run: ProjectRun, database: ChaosDatabase, twin: ChaosDatabase) {
    this.#run = run;
    this.#database = database;
    this.#twin = twin;
    this.#killsLeft = run.kills;
  }

  async run(): Promise<Omit<ProjectReport, "run" | "folder">> {
    const { commands } = this.#run.project;
    for (let index = 0; index < commands.length && this.#findings.length === 0; index++) {
      await this.#command(commands[index] as Command, commands.slice(0, index));
    }
    return {
      verdict: worst(this.#findings),
      findings: this.#findings,
      hits: this.#hits,
      asked: this.#asked,
      starts: this.#starts,
    };
  }

  /** What a black hole holds stays there until now. */
  async close(): Promise<void> {
    for (const gate of this.#gates) await gate.close();
  }

  async #gateTo(url: string): Promise<Gate> {
    const gate = await openGate(url);
    this.#gates.push(gate);
    return gate;
  }

  async #command(command: Command, before: readonly Command[]): Promise<void> {
    const earlier = await this.#twin.snapshot();
    const lastsMs = await this.#undisturbedMs(command);
    if (lastsMs === null) return;
    if (!await this.#untilDone(command, before, lastsMs)) return;
    const is = await this.#database.snapshot();
    const should = await expectedAfter(command, {
      twin: this.#twin,
      folder: this.#run.folder,
      earlier,
      is,
    });
    for (const { kind, what } of compareSnapshots(is, should)) {
      this.#findings.push({ verdict: kind, what: `after ${command.args.join(" ")}: ${what}` });
    }
  }

  // A twin that fails is a defect, too, or a project that nobody could run.
  async #undisturbedMs(command: Command): Promise<number | null> {
    try {
      return await doHere(this.#twin.url, this.#run.folder, command) * SLOWER;
    } catch (error) {
      if (!(error instanceof DunlinError)) throw error;
      const what = `the twin's undisturbed ${command.args.join(" ")} failed: ${error.message}`;
      this.#findings.push({ verdict: "crashed", what });
      return null;
    }
  }

  async #untilDone(
    command: Command,
    before: readonly Command[],
    lastsMs: number,
  ): Promise<boolean> {
    let leftMs = lastsMs;
    let args = command.args;
    for (let tries = 0; tries < MOST_TRIES;) {
      const wanted = this.#killsLeft > 0 && this.#run.random.chance(0.97);
      const disturbance = wanted ? this.#choose() : null;
      const earlier = this.#hits.length;
      const { ended, landed, workedMs } = disturbance === null
        ? { ended: await this.#undisturbed(args), landed: false, workedMs: 0 }
        : await this.#disturbed(disturbance, args, leftMs);
      leftMs = Math.max(leftMs - workedMs, lastsMs / 8);
      if (landed) args = command.again;
      const signals = this.#hits.slice(earlier).some((hit) => hit.disturbance === interrupt.name);
      if (!this.#judge(ended, signals)) return false;
      if (ended.code === 0) {
        if (args[0] !== "down" || command.args[0] === "migrate:down") return true;
        args = command.again; // what was half reverted is, and now goes up again
        continue;
      }
      if (ended.error?.code === "statement-unresolved") {
        if (!await this.#settle(ended, before)) return false;
        continue;
      }
      const rest = finisherOf(ended.error);
      if (rest !== null) args = rest;
      else if (!landed) tries++;
      if (tries === MOST_TRIES) this.#wedged(args, ended);
    }
    return false;
  }

  #wedged(args: readonly string[], { error }: Ended): void {
    this.#findings.push({
      verdict: "wedged",
      what: `${MOST_TRIES} undisturbed runs of \`${args.join(" ")}\` failed, the last with ` +
        `${error?.code}: ${error?.message}; next: ${error?.next}`,
    });
  }

  #judge(ended: Ended, interrupted = false): boolean {
    const crash = crashOf(ended, interrupted);
    if (crash !== null) this.#findings.push({ verdict: "crashed", what: crash });
    if (ended.overdue) {
      const what = `a run did not end within ${BOUND_MS / 1000} s; it had said: ${
        ended.said.at(-1)
      }`;
      this.#findings.push({ verdict: "wedged", what });
    }
    return crash === null && !ended.overdue;
  }

  async #settle(ended: Ended, before: readonly Command[]): Promise<boolean> {
    const { engine, project, folder } = this.#run;
    const { asked, findings } = await settle(ended.error!, {
      engine,
      database: this.#database,
      project: { folder, files: project.files },
      before,
      run: (args) => this.#undisturbed(args),
    });
    if (asked) this.#asked.push(asked);
    this.#findings.push(...findings);
    return findings.length === 0;
  }

  // A runner already on its way comes by a gate or not, and a file is prepared or not.
  #choose(gate?: Gate | null): Disturbance {
    const { engine, random, only } = this.#run;
    const fit = DISTURBANCES.filter((disturbance) =>
      disturbance.unfit(engine) === null && (only?.includes(disturbance.name) ?? true) &&
      (gate === undefined || ((!disturbance.gated || gate !== null) && !disturbance.around))
    );
    if (fit.length === 0) throw new RangeError(`no disturbance fits ${engine.name}`);
    return random.weighted(fit.map((disturbance) => [disturbance.weight, disturbance] as const));
  }

  #start(args: readonly string[], url: string): Runner {
    const { engine, program, folder } = this.#run;
    this.#starts++;
    return startRunner({
      program,
      args: [...args, ...engine.options],
      url,
      folder,
      boundMs: BOUND_MS,
    });
  }

  #way(): string {
    const { urls } = this.#database;
    return urls.length === 1 ? urls[0] as string : this.#run.random.pick(urls);
  }

  #undisturbed(args: readonly string[]): Promise<Ended> {
    return this.#start(args, this.#way()).ended;
  }

  async #disturbed(
    disturbance: Disturbance,
    args: readonly string[],
    leftMs: number,
  ): Promise<{ ended: Ended; landed: boolean; workedMs: number }> {
    const { random, startMs } = this.#run;
    const way = this.#way();
    const gate = disturbance.gated ? await this.#gateTo(way) : null;
    const undo = await disturbance.around?.(this.#database, random);
    const from = random.chance(0.85) ? "begun" : "start";
    const atMs = disturbance.passive
      ? 0
      : random.next() * (from === "begun" ? leftMs : startMs + leftMs);
    const runner = this.#start(args, gate?.url ?? way);
    if (from === "begun" && !disturbance.passive) await runner.begun;
    await Promise.race([runner.ended, pause(atMs)]);
    const landed = runner.alive;
    const blow = { disturbance, runner, gate, args, from } as const;
    await this.#strike({ ...blow, atMs });
    // what goes on in spite of it is hit again
    let last = disturbance;
    while (!last.fatal && runner.alive && this.#killsLeft > 0 && random.chance(0.8)) {
      const laterMs = random.next() * leftMs;
      await Promise.race([runner.ended, pause(laterMs)]);
      last = this.#choose(gate);
      await this.#strike({ ...blow, disturbance: last, atMs: laterMs, from: "last" });
    }
    const ended = await runner.ended;
    await undo?.();
    return { ended, landed, workedMs: from === "begun" ? atMs : Math.max(0, atMs - startMs) };
  }

  async #strike({ disturbance, runner, gate, args, from, atMs }: Blow): Promise<void> {
    const { random, engine } = this.#run;
    const landed = runner.alive;
    const place = this.#hits.length;
    const hit = { disturbance: disturbance.name, command: args.join(" "), from, landed };
    const at = Math.round(atMs * 10) / 10;
    this.#hits.push({ ...hit, atMs: at, ended: "" });
    runner.ended.then((ended) => {
      // a disk that was large enough was in nobody's way
      const felt = landed && !(disturbance.passive && ended.code === 0);
      this.#hits[place] = { ...hit, landed: felt, atMs: at, ended: endOf(ended) };
    });
    if (!landed) return;
    this.#killsLeft--;
    const others = await disturbance.strike({
      engine,
      database: this.#database,
      gate,
      runner,
      another: () => this.#start(args, this.#way()),
      random,
    });
    for (const other of others) this.#judge(other);
  }
}

/** One disturbance of one runner. */
interface Blow {
  readonly disturbance: Disturbance;
  readonly runner: Runner;
  readonly gate: Gate | null;
  readonly args: readonly string[];
  readonly from: Hit["from"];
  readonly atMs: number;
}

function endOf({ signal, code, error }: Ended): string {
  return signal ?? `${code} ${error?.code ?? ""}`.trim();
}
