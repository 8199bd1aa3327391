import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import type { Collection, Hooks } from "../migrations/collect.ts";
import type { Migration, SqlScript } from "../migrations/migration.ts";
import type { StatementListener } from "../events/statement_done.ts";
import type { VersionOrder } from "../migrations/version.ts";
import { refusalOf } from "../plan/plan_or_refuse.ts";
import type { LexicalRules } from "../sql/statement.ts";
import type { Policy, Step, Target } from "../plan/step.ts";
import type { OwnState } from "../dialects/own_state.ts";
import { carryOut } from "./carry_out.ts";
import { loadCode } from "./code.ts";
import type { HeldLock, LockOptions } from "./held_lock.ts";
import { acquireLock } from "./lock.ts";
import type { Waiting } from "./wait_for.ts";
import { eitherOf } from "./either_of.ts";
import { loadWanted } from "./load_wanted.ts";
import { unkeptDowns } from "./kept_down.ts";
import { placeIn } from "./place_in.ts";
import { planned } from "./planned.ts";
import { type Prepared, prepareWorks } from "./prepare_work.ts";
import type { LargeCuts } from "./large/read_large.ts";
import { readScripts } from "./seed.ts";
import { runHook } from "./seed_run.ts";
import { Replan } from "./replan.ts";
import type { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";
import { assertRole } from "./assert_role.ts";
import { storedScripts } from "./stored_scripts.ts";
import type { Variables } from "./substitute.ts";
import { takeOverHeld } from "./take_over_held.ts";
import { nameOf, type Work } from "./work.ts";

/** What a run is asked to do. */
export interface RunRequest {
  readonly migrations: readonly Migration[];
  /** Their texts that are still to come. */
  readonly late: Collection["late"];
  readonly target: Target;
  readonly policy: Policy;
  /** How large files are cut; left out, as is best. */
  readonly largeCuts: LargeCuts | undefined;
  readonly transaction: "each" | "all";
  readonly env: string | undefined;
  readonly order: VersionOrder | undefined;
  /** What `${NAME}` stands for in files that ask for variables. */
  readonly variables: Variables;
  /** What runs around migrations that are applied. */
  readonly hooks: Hooks;
  readonly lockWaitMs: number;
  readonly lock: LockOptions;
  /** How often what passes by itself is tried again. */
  readonly retries: number;
  /** Aborted: the current migration is finished, then the run stops. */
  readonly signal: AbortSignal | undefined;
  /** Aborted: the running statement is stopped on the server. */
  readonly cancel: AbortSignal | undefined;
  readonly onEvent: EventListener;
  /** Hears of every statement of a file that has ended. */
  readonly onStatement: StatementListener | undefined;
}

/** What a run did. Migrations are named by version; repeatables by id. */
export interface RunResult {
  /** Applied, in order. */
  readonly applied: readonly string[];
  /** Reverted, in order. */
  readonly reverted: readonly string[];
  /** Recorded without being run. */
  readonly recorded: readonly string[];
  /** Of the whole run, waiting included. */
  readonly durationMs: number;
}

/** How often a plan may turn out to be outdated before the run gives up. */
const MOST_REPLANS = 100;

/**
 * Carries out what there is to do, as a first look without a lock has found:
 * takes the lock, reads again, plans again.
 *
 * @param steps What that look planned; null if the journal kept it from planning
 * @throws {DunlinError} What the log makes a failed run of
 */
export async function run(
  session: Session,
  request: RunRequest,
  log: RunLog,
  state: OwnState,
  steps: readonly Step[] | null,
): Promise<void> {
  refuseReadOnly(state, session);
  await session.readyForWork();
  await assertRole(session);
  // a thread takes as long to start as the files take to be read
  const moving = session.connection.isolate?.();
  moving?.catch(() => {}); // it is asked for once more, and fails there
  // every problem of every file, before anything is locked or made
  const early = steps && await read(session, request, steps);
  await underLock(session, request, log, early);
}

/** Whether more could be proved of its statements if the engine's own ids can be seen. */
function wantsIdentity({ body }: Work, session: Session): boolean {
  if (body.kind !== "sql" || !body.journaled) return false;
  return body.units.some(({ kind, items: [item] }) => {
    const evidence = kind === "solo" && item ? session.evidenceOf(item) : null;
    return evidence !== null && evidence.kind !== "harmless" && evidence.needs !== undefined;
  });
}

function isUnfinished(step: Step): boolean {
  return "resume" in step && step.resume?.some(({ state }) => state !== "done") === true;
}

/** Whether pieces of it were finished in a session that is gone. */
function isResumed(step: Step): boolean {
  return "resume" in step && step.resume?.some(({ state }) => state === "done") === true;
}

function refuseReadOnly(state: OwnState, session: Session): void {
  if (!state.facts.readOnly && !session.readOnly) return;
  throw new DunlinError(
    "read-only",
    "this server accepts no writes: it is a replica, or the session is read-only",
    {
      state: "nothing was changed",
      next: "connect to the primary",
    },
  );
}

// What a piece sets is gone with the next one, and reaches a stranger.
function refuseShared(session: Session, works: readonly Work[]): void {
  if (!session.shared) return;
  for (const { body, summary } of works) {
    if (body.kind !== "sql" || !body.journaled) continue;
    if (session.role !== null) throw roleBehindPooler(session.role, summary.file ?? summary.name);
    const item = body.units.flatMap(({ items }) => items)
      .find(({ traits }) => traits.session !== "none");
    if (!item) continue;
    throw new DunlinError(
      "unsupported",
      `${
        summary.file ?? summary.name
      } is kept in pieces, and a pooler gives each piece another session: ` +
        `what statement ${item.number} (${item.traits.verb}) sets would be lost, and reach a stranger`,
      {
        where: placeIn(body.script, item.statement.start),
        state: "nothing was changed",
        next: "give the address of the server itself for this migration",
      },
    );
  }
}

function roleBehindPooler(role: string, file: string): DunlinError {
  return new DunlinError(
    "unsupported",
    `${file} is kept in pieces, and a pooler gives each piece another session: ` +
      `the role ${role} would be lost, and reach a stranger`,
    {
      where: { file },
      state: "nothing was changed",
      next: "give the address of the server itself for this migration",
    },
  );
}

// Half a file would be worse than none of it.
function refuseCopy(session: Session, works: readonly Work[]): void {
  const because = session.limit("copy");
  if (because === null) return;
  for (const { body } of works) {
    if (body.kind !== "sql") continue;
    const item = body.units.flatMap(({ items }) => items)
      .find(({ statement }) => statement.copyData !== undefined);
    if (!item) continue;
    throw new DunlinError(
      "unsupported",
      `this client cannot run COPY … FROM stdin (statement ${item.number}): ${because}`,
      {
        where: placeIn(body.script, item.statement.start),
        state: "nothing was changed",
        next: "let dunlin connect for this migration: Migrator.connect(url, …)",
      },
    );
  }
}

async function underLock(
  session: Session,
  request: RunRequest,
  log: RunLog,
  early: Prepared | null,
): Promise<void> {
  const waiting: Waiting = {
    waitMs: request.lockWaitMs,
    signal: eitherOf(request.signal, request.cancel),
    onEvent: request.onEvent,
  };
  log.remaining = early?.works.map(({ summary }) => nameOf(summary)) ?? [];
  await session.connection.isolate?.();
  const lock = await acquireLock(session, waiting, request.lock);
  try {
    await untilDone(session, request, log, waiting, lock, early);
  } finally {
    await lock.release();
  }
}

async function isOwn(session: Session, id: string): Promise<boolean> {
  const text = session.dialect.appliedBy(session.tables, id);
  const [row] = await session.query(text, "asking who applied a migration");
  return String(row?.["by"] ?? "").startsWith(session.note);
}

// A guard that fires is no error for the user: read, plan again, go on.
async function untilDone(
  session: Session,
  request: RunRequest,
  log: RunLog,
  waiting: Waiting,
  lock: HeldLock,
  early: Prepared | null,
): Promise<void> {
  const { rules } = session;
  let begun = false;
  for (let attempt = 1;; attempt++) {
    const state = await takeOverHeld(session, waiting, log, lock);
    await log.settle(state, (id) => isOwn(session, id));
    const target = log.rest(request.target);
    await loadWanted(request, state, target);
    const made = planned(state, request, target);
    log.warnings(made);
    const { steps } = made;
    if (steps.length === 0) {
      log.event({ type: "up_to_date", applied: state.history.entries.length });
    }
    const again = early === null || !stillHolds(early, steps, rules, session);
    const { works, warnings } = again ? await read(session, request, steps) : early as Prepared;
    early = null; // what is learnt on the way may change how files are read

    if (works.some((work) => wantsIdentity(work, session))) await session.learnIdentity();
    for (const warning of [...warnings, ...unkeptDowns(steps, session)]) {
      log.event({ type: "warning", ...warning });
    }
    log.remaining = works.map((work) => nameOf(work.summary));
    log.event({ type: "plan_made", steps: works.map((work) => work.summary) });
    log.intend(works.map((work) => work.summary));
    const around = works.some(({ step }) => step.kind === "apply") ? request.hooks : {};
    try {
      if (!begun && around.before_all) {
        await runHook(session, around.before_all, request, { waiting, lock, when: "before_all" });
      }
      begun = true;
      await carryOut({ session, request, log, waiting, lock, works, state });
      // also where an earlier attempt has applied them all and only the hook was left
      const { after_all } = log.hasApplied ? request.hooks : around;
      if (after_all) {
        await runHook(session, after_all, request, { waiting, lock, when: "after_all" });
      }
      return;
    } catch (error) {
      if (!(error instanceof Replan) || attempt >= MOST_REPLANS) throw error;
      if (error.learnt) attempt--; // nobody else was faster
      log.event({ type: "replanned", reason: error.message });
      if (error.lockLost) await lock.regain();
    }
  }
}

// What was read before the lock was had, of the same files and by the same rules,
// and with nothing of them begun, is not read again.
function stillHolds(
  { works }: Prepared,
  steps: readonly Step[],
  rules: LexicalRules,
  session: Session,
): boolean {
  const same = (step: Step, before: Step | undefined) =>
    step.kind === "apply" && before?.kind === "apply" && step.migration === before.migration &&
    step.resume === undefined && before.resume === undefined;
  return works.length === steps.length &&
    steps.every((step, index) => same(step, works[index]?.step)) &&
    JSON.stringify(rules) === JSON.stringify(session.rules);
}

async function read(
  session: Session,
  request: RunRequest,
  steps: readonly Step[],
): Promise<Prepared> {
  const { dialect } = session;
  if (steps.some(isUnfinished)) await session.learnIdentity();
  const unseen = steps.some(isResumed) ? await session.learnUnseen() : null;
  const prepared = await prepareWorks(steps, {
    dialect,
    unseen,
    rules: session.rules,
    table: session.tables.name,
    evidenceOf: (item) => session.evidenceOf(item),
    apart: (item) => session.standsApart(item),
    untransactional: (item) => session.untransactional(item),
    limits: session.limits,
    messageBytes: session.facts.messageBytes,
    ...(request.largeCuts === undefined ? {} : { cuts: request.largeCuts }),
    variables: request.variables,
    afterEach: afterEachOf(request),
    stored: await storedScripts(session, steps),
  });
  await refuseNoDown(prepared.works);
  const { before_all, after_all } = request.hooks;
  const around = [before_all, after_all].filter((script) => script !== undefined);
  if (steps.some(({ kind }) => kind === "apply")) {
    await readScripts(around, session, request.variables); // what is wrong with them
  }
  refuseShared(session, prepared.works);
  refuseCopy(session, prepared.works);
  if (request.transaction === "all") refuseApart(session, prepared.works);
  return prepared;
}

// Whether a TypeScript migration has a down, only loading it tells: before what
// stands on it is reverted, not when its turn has come.
async function refuseNoDown(works: readonly Work[]): Promise<void> {
  const problems: DunlinError[] = [];
  for (const work of works) {
    if (work.body.kind !== "code" || work.direction !== "down" || work.body.done) continue;
    try {
      await loadCode(work);
    } catch (error) {
      if (!(error instanceof DunlinError)) throw error;
      problems.push(error);
    }
  }
  const refusal = refusalOf(problems);
  if (refusal !== null) throw refusal;
}

function afterEachOf({ hooks, env }: RunRequest): SqlScript | null {
  const script = hooks.after_each;
  const only = script?.directives.only;
  return script && (only === undefined || only.includes(env ?? "")) ? script : null;
}

// One transaction around everything is a promise: it is kept or refused.
function refuseApart(session: Session, works: readonly Work[]): void {
  const apart = works.find((work) => work.body.kind !== "nothing" && work.body.journaled);
  if (!apart && (session.dialect.transactionalDdl || works.length < 2)) return;
  const who = apart ?? works[0];
  throw new DunlinError(
    "unsupported",
    `these migrations cannot be one transaction: ${
      who?.summary.file ?? who?.summary.name
    } cannot, because ${session.dialect.keepsBecause}`,
    { state: "nothing was changed", next: "run them with --transaction each" },
  );
}
