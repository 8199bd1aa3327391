import type { Act, Part } from "./act.ts";
import type { Progress } from "./build_acts.ts";
import { codeRun, loadCode } from "./code.ts";
import type { Answer, CodeRun, Wish } from "./code_run.ts";
import { judgeUnit, unresolved } from "./judge_unit.ts";
import { looksOf } from "./looks_of.ts";
import type { OwnActs, UnitRecord } from "./own_acts.ts";
import { called } from "./resume.ts";
import type { Session } from "./session.ts";
import { stepUnit, UNKNOWN_TOTAL } from "./step_journal.ts";
import { together } from "./together.ts";
import type { Unit } from "./units.ts";
import { labelOf, nameOf, type Work } from "./work.ts";

/** What the journal says of a TypeScript migration without steps. */
export const WHOLE: Pick<UnitRecord, "position" | "total" | "verb"> = {
  position: 1,
  total: 1,
  verb: "TypeScript",
};

/** What {@linkcode CodeActs} needs of a run. */
export interface CodeContext {
  readonly session: Session;
  readonly own: OwnActs;
  readonly progress: Pick<Progress, "started" | "kept" | "proved" | "finished">;
  /** Aborted when the running statement should end now. */
  readonly cancelled: AbortSignal;
}

/**
 * The acts of a TypeScript migration that is kept piece by piece. Its code runs
 * between them, up to the next thing that the journal must know first.
 */
export class CodeActs {
  readonly #context: CodeContext;
  readonly #work: Work;
  #code: CodeRun | null = null;
  #wish: Wish = { kind: "end" };
  #answer: Answer = "go";

  constructor(work: Work, context: CodeContext) {
    this.#work = work;
    this.#context = context;
  }

  /** The run of its code; null before it has begun. */
  get code(): CodeRun | null {
    return this.#code;
  }

  *build(): Generator<Act> {
    const { progress } = this.#context;
    const load = this.#call(async () => void (this.#code = await this.#load()));
    yield { ...load, part: { ...load.part, onDone: () => progress.started(this.#work) } };
    yield this.#next({});
    for (;;) {
      const wish = this.#wish;
      this.#answer = "go";
      switch (wish.kind) {
        case "whole":
          return yield* together(this.#whole());
        case "transaction":
          yield* this.#transaction(stepUnit(wish.step, null));
          break;
        case "alone":
          yield* this.#alone(wish);
          break;
        case "mark":
          yield* this.#mark(wish);
          break;
        case "end":
          return yield* this.#recorded();
      }
    }
  }

  async #load(): Promise<CodeRun> {
    const { session, cancelled } = this.#context;
    return codeRun(this.#work, await loadCode(this.#work), session, cancelled);
  }

  // Without steps nothing proves what it had done when a run ended in the middle.
  *#whole(): Generator<Act> {
    const { body } = this.#work;
    const { own } = this.#context;
    if (body.kind !== "code") return;
    const hash = body.script.checksum;
    yield* own.begin(this.#work);
    yield own.journal(this.#work, { ...WHOLE, hash }, "intent");
    yield* own.commit(this.#work);
    yield this.#next({ unit: { ...WHOLE, kind: "solo", items: [], hash } });
    yield* this.#recorded();
  }

  *#transaction(unit: Unit): Generator<Act> {
    yield* this.#context.own.begin(this.#work, { unit });
    yield this.#next({ unit });
  }

  *#alone({ step, item }: Extract<Wish, { kind: "alone" }>): Generator<Act> {
    const { own } = this.#context;
    const unit = stepUnit(step, item);
    if (step.open) yield* own.commit(this.#work); // what it read
    yield this.#call(() => this.#look(unit));
    if (this.#answer === "proved") return yield this.#next({ unit });
    yield* together(this.#sent(unit));
  }

  *#sent(unit: Unit): Generator<Act> {
    const { own, session } = this.#context;
    const [item] = unit.items;
    yield* own.begin(this.#work, { unit });
    yield* own.announce(this.#work);
    const looks = item ? looksOf(session, item) : {};
    yield own.journal(this.#work, { ...recordOf(unit), ...looks }, "intent");
    yield* own.commit(this.#work);
    yield this.#next({ unit });
  }

  // An earlier run may have begun it and not said how it went: what can be seen says it.
  async #look(unit: Unit): Promise<void> {
    const { session } = this.#context;
    const { body, summary } = this.#work;
    const [item] = unit.items;
    if (!item || body.kind !== "code") return;
    const evidence = session.evidenceOf(item);
    if (evidence.kind !== "harmless" && evidence.needs !== undefined) await session.learnIdentity();
    const step = this.#wish.kind === "alone" ? this.#wish.step : null;
    const doubt = step ? body.steps?.doubtOf(step, unit) ?? null : null;
    if (doubt === null) return;
    const verdict = await judgeUnit(session, item, doubt);
    if (verdict.kind === "unclear") {
      throw unresolved(session.evidenceOf(item), verdict, {
        what: called({ number: unit.position, ...unit }),
        label: labelOf(summary),
        version: nameOf(summary),
        where: { file: body.script.file },
      });
    }
    if (verdict.kind === "done") this.#answer = "proved";
  }

  *#mark({ step }: Extract<Wish, { kind: "mark" }>): Generator<Act> {
    const { progress } = this.#context;
    const unit = stepUnit(step, step.alone);
    const onDone = () => {
      if (step.proved) progress.proved(this.#work, unit);
      progress.kept(this.#work, unit);
    };
    const acts = this.#marked(unit, step.open, onDone);
    yield* step.alone ? together(acts, true) : acts;
    yield this.#next({});
  }

  *#marked(unit: Unit, open: boolean, onDone: () => void): Generator<Act> {
    const { own } = this.#context;
    if (!open) yield* own.begin(this.#work, { unit });
    yield own.journal(this.#work, recordOf(unit), "done");
    yield* own.commit(this.#work, onDone, false);
  }

  *#recorded(): Generator<Act> {
    const { own, progress } = this.#context;
    yield* own.begin(this.#work);
    yield* own.recorded(this.#work, true);
    yield* own.commit(this.#work, () => progress.finished(this.#work));
  }

  #next(more: Partial<Part>): Act {
    const act = this.#call(async () => {
      if (this.#code) this.#wish = await this.#code.next(this.#answer);
    });
    return { ...act, part: { ...act.part, ...more } };
  }

  #call(run: () => Promise<void>): Act {
    return this.#context.own.call(this.#work, run);
  }
}

function recordOf({ position, hash, name = "" }: Unit): UnitRecord {
  return { position, total: UNKNOWN_TOTAL, hash, verb: name };
}
