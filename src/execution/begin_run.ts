import type { OwnState } from "../dialects/own_state.ts";
import type { Plan } from "../plan/plan.ts";
import { eitherOf } from "./either_of.ts";
import { expectedHistoryOf } from "./expected_history_of.ts";
import { patiently } from "./retry.ts";
import type { RunRequest, RunResult } from "./run.ts";
import { RunLog } from "./run_log.ts";
import type { Session } from "./session.ts";

/**
 * Brings the database to the target: reads, and only with work to do loads what
 * does it, takes the lock, reads again, plans again and carries the plan out.
 *
 * @throws {DunlinError} With `progress`: what was applied, what failed, what is left.
 */
export async function beginRun(session: Session, request: RunRequest): Promise<RunResult> {
  const log = new RunLog(request.onEvent, request.target);
  const { retries, cancel } = request;
  const patience = { retries, signal: eitherOf(request.signal, cancel) };
  let begun = false;
  try {
    await patiently(session, log, patience, async () => {
      const state = await session.read(expectedHistoryOf(request));
      if (!begun) tellStart(session, log);
      const first = begun ? null : await firstPlan(state, request, log);
      begun = true;
      if (first?.steps.length === 0) {
        log.event({ type: "up_to_date", applied: state.history.entries.length });
        return;
      }
      const { run } = await import("./run.ts");
      await run(session, request, log, state, first?.steps ?? null);
    });
  } catch (error) {
    throw log.failed(error);
  }
  return log.finished();
}

function tellStart({ dialect, connection, tables }: Session, log: RunLog): void {
  log.event({
    type: "run_started",
    dialect: dialect.name,
    server: `${dialect.title} ${connection.server.version}`,
    database: connection.description,
    table: tables.history,
  });
}

// What the journal holds may be another runner's, at work right now: only under
// the lock can it be judged.
async function firstPlan(
  state: OwnState,
  request: RunRequest,
  log: RunLog,
): Promise<Plan | null> {
  if (state.history.journal.length > 0) return null;
  if (isDone(state, request)) return NOTHING;
  const [{ loadWanted }, { planned }] = await Promise.all([
    import("./load_wanted.ts"),
    import("./planned.ts"),
  ]);
  await loadWanted(request, state, request.target);
  const made = planned(state, request);
  log.warnings(made);
  return made;
}

const NOTHING: Plan = { steps: [], refusals: [], warnings: [] };

// What most runs find: every file is applied as it is, and nothing else is. Nothing is to
// be compared then, and what compares need not be loaded.
function isDone({ asExpected, history }: OwnState, { migrations, target }: RunRequest): boolean {
  return asExpected === true && target.kind === "latest" &&
    history.entries.length === migrations.length;
}
