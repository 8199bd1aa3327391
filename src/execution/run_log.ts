import { DunlinError, type ErrorCode, type RunProgress } from "../errors.ts";
import type { OwnState } from "../dialects/own_state.ts";
import type { Event, EventListener, StepSummary } from "../events/event.ts";
import type { Plan } from "../plan/plan.ts";
import { listed } from "../migrations/file_problem.ts";
import { command } from "../plan/command.ts";
import type { Step, Target } from "../plan/step.ts";
import type { RunResult } from "./run.ts";
import { nameOf, type Work } from "./work.ts";

const SAME_COMMAND = "run the same command again";
const NOTHING = "nothing was changed";
/** What only a file stands behind, unless a server is named. */
const FILE_CODES: readonly ErrorCode[] = ["io", "permission-denied", "missing-folder"];

function counted(words: string, left: number): string {
  return `${command(`${words} ${left}`)} (${left} of those asked for ${
    left === 1 ? "is" : "are"
  } left)`;
}

function keyOf({ kind, id }: StepSummary): string {
  return `${kind} ${id}`;
}

/** What a run has done so far, and the one place its events go through. */
export class RunLog {
  #listener: EventListener;
  #isFolded = false;
  readonly #started = performance.now();
  readonly #applied: string[] = [];
  readonly #reverted: string[] = [];
  readonly #recorded: string[] = [];
  readonly #target: Target;
  #failed: string | null = null;
  #broken: {
    readonly work: Work;
    readonly error: DunlinError;
    readonly mayRetry: boolean;
  } | null = null;
  #intended: readonly StepSummary[] = [];
  #doubtful: readonly Work[] = [];
  #sequence = 0;
  readonly #done = new Set<string>();
  #warned = false;
  #deaf: { readonly error: unknown } | null = null;
  #planned: readonly string[] = [];
  readonly #doneOfPlan = new Set<string>();

  constructor(listener: EventListener, target: Target) {
    this.#listener = listener;
    this.#target = target;
  }

  /** What is planned and not done yet, by name. */
  get remaining(): readonly string[] {
    return this.#planned.filter((name) => !this.#doneOfPlan.has(name));
  }

  set remaining(names: readonly string[]) {
    this.#planned = names;
    this.#doneOfPlan.clear();
  }

  /** A listener that throws must not look like a migration that failed: it is told at the end. */
  event(event: Event): void {
    try {
      this.#listener(event);
    } catch (error) {
      this.#deaf ??= { error };
    }
  }

  /** Has events go through a fold first; only the work that may bring notices loads one. */
  fold(through: (listener: EventListener) => EventListener): void {
    if (!this.#isFolded) this.#listener = through(this.#listener);
    this.#isFolded = true;
  }

  /** What the first plan lets through; the ones made after it say the same again. */
  warnings(plan: Plan): void {
    if (this.#warned) return;
    this.#warned = true;
    for (const warning of plan.warnings) this.event({ type: "warning", ...warning });
  }

  /** A work is committed. */
  done(work: Work, durationMs: number): void {
    const { summary: step } = work;
    const name = nameOf(step);
    this.#done.add(keyOf(step));
    this.#doneOfPlan.add(name);
    switch (step.kind) {
      case "apply":
        this.#applied.push(name);
        return this.event({ type: "migration_applied", step, durationMs });
      case "revert":
        this.#reverted.push(name);
        // a redo applies it again later
        return this.event({ type: "migration_reverted", step, durationMs });
      case "record":
        this.#recorded.push(name);
        return this.event({ type: "migration_recorded", step });
      case "forget":
        return this.event({ type: "migration_forgotten", step });
    }
  }

  /**
   * A work has failed; `error` is what will be thrown, unless it is tried again.
   *
   * @param mayRetry false for code that has written something which nothing rolls back
   */
  broke(work: Work, error: DunlinError, mayRetry = true): void {
    this.#broken = { work, error, mayRetry };
  }

  /** Whether what failed, if anything did, may be tried again. */
  get mayRetry(): boolean {
    return this.#broken?.mayRetry ?? true;
  }

  /** Whether this run has applied something, in whichever of its attempts. */
  get hasApplied(): boolean {
    return this.#applied.length > 0;
  }

  /** What failed is tried again. */
  retrying(): void {
    this.#broken = null;
  }

  /**
   * What is left of a target after what was done of it, for planning again.
   */
  rest(target: Target): Target {
    const [up, down] = [this.#applied.length, this.#reverted.length];
    if (this.#done.size === 0) return target;
    if (target.kind === "up") return { kind: "up", steps: Math.max(0, target.steps - up) };
    if (target.kind === "down" && target.steps !== "all") {
      return { kind: "down", steps: Math.max(0, target.steps - down) };
    }
    if (target.kind !== "redo") return target;
    const left = (kind: Step["kind"]) =>
      this.#intended.filter((step) => step.kind === kind && !this.#done.has(keyOf(step)))
        .map(({ id }) => id);
    return { ...target, rest: { revert: left("revert"), apply: left("apply") } };
  }

  /** The steps of the first plan: what is asked for, by name. */
  intend(steps: readonly StepSummary[]): void {
    if (this.#intended.length === 0) this.#intended = steps;
  }

  /** How many works are committed. */
  get doneCount(): number {
    return this.#done.size;
  }

  /**
   * Works whose end the server did not tell: the next reading of the history does.
   *
   * @param sequence The last of the history before any of them
   */
  doubt(works: readonly Work[], sequence: number): void {
    this.#doubtful = works;
    this.#sequence = sequence;
  }

  /**
   * Tells of what had been committed although nobody said so.
   *
   * @param isOwn Whether this very run wrote the history's row with that id
   */
  async settle(
    { history }: OwnState,
    isOwn: (id: string) => Promise<boolean>,
  ): Promise<void> {
    for (const work of this.#doubtful) {
      const { id } = work.summary;
      const entry = history.entries.find((candidate) => candidate.id === id);
      const { step } = work;
      // a row from before says nothing: it may be the one that was to go first
      const written = entry !== undefined && entry.sequence > this.#sequence;
      const done = step.kind === "apply" || step.kind === "record"
        ? written && entry.checksum === step.migration.up.checksum && await isOwn(id)
        : written || entry === undefined;
      if (done) this.done(work, entry?.durationMs ?? 0);
    }
    this.#doubtful = [];
  }

  /** The run ended well. @throws What a listener threw, once everything is done */
  finished(): RunResult {
    this.#finish(null);
    if (this.#deaf) throw this.#deaf.error;
    return {
      applied: this.#applied,
      reverted: this.#reverted,
      recorded: this.#recorded,
      durationMs: this.#elapsedMs(),
    };
  }

  /** The run ended with an error: the same, with how far it came. */
  failed(error: unknown): unknown {
    if (!(error instanceof DunlinError)) return error;
    if (this.#broken) {
      const { work, error: broken } = this.#broken;
      this.#failed = nameOf(work.summary);
      this.event({ type: "migration_failed", step: work.summary, error: broken });
    }
    const next = this.#safeNext(error);
    const state = this.#trueState(error);
    const whole = error.with({
      progress: this.#progress(),
      ...(next ? { next } : {}),
      ...(state ? { state } : {}),
    });
    this.#finish(whole);
    return whole;
  }

  // "the last 3" means others once some are gone: the same command again would
  // do more than was asked for
  #safeNext({ code, next }: DunlinError): string | null {
    const rest = this.#restInWords();
    if (rest === null) return null;
    if (code === "connection-lost") {
      return "see where things stand with `dunlin migrate:status` before anything more is done";
    }
    if (this.#done.size === 0) return null;
    if (next?.includes(SAME_COMMAND)) return next.replace(SAME_COMMAND, rest);
    return `${next === undefined ? "" : `${next}; `}to go on: ${rest}`;
  }

  // who reads a file does not know what was done before it was read
  #trueState({ code, server, state }: DunlinError): string | null {
    const unsaid = state === undefined && server === undefined && FILE_CODES.includes(code);
    if (this.#broken !== null || !(unsaid || state === NOTHING)) return null;
    const { applied, reverted } = this.#progress();
    if (this.#done.size === 0) return NOTHING;
    const kept = [
      ...(applied.length === 0 ? [] : [`applied ${listed(applied)}`]),
      ...(reverted.length === 0 ? [] : [`reverted ${listed(reverted)}`]),
    ];
    return kept.length === 0 ? "what was done before is kept" : `kept: ${kept.join(", ")}`;
  }

  /** The command that does what is left of a target that counts; null for one that does not. */
  #restInWords(): string | null {
    const target = this.#target;
    if (!("steps" in target) || target.steps === "all") return null;
    const left = (kind: Step["kind"]) =>
      this.#intended.filter((step) => step.kind === kind && !this.#done.has(keyOf(step))).length;
    if (target.kind === "down") return counted("migrate:down", left("revert"));
    if (target.kind === "up") return counted("migrate --steps", left("apply"));
    const apply = command("migrate");
    return left("revert") === 0
      ? apply
      : `${counted("migrate:down", left("revert"))}, then ${apply}`;
  }

  #progress(): RunProgress {
    return {
      applied: [...this.#applied],
      reverted: [...this.#reverted],
      failed: this.#failed,
      remaining: this.remaining.filter((name) => name !== this.#failed),
    };
  }

  #finish(failed: DunlinError | null): void {
    const { applied, reverted, remaining } = this.#progress();
    this.event({
      type: "run_finished",
      applied,
      reverted,
      failed,
      remaining,
      durationMs: this.#elapsedMs(),
    });
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#started);
  }
}
