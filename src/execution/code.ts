import { markOf } from "../dialects/mark.ts";
import { DunlinError } from "../errors.ts";
import type { CodeModule } from "../migrations/migration.ts";
import { CodeRun } from "./code_run.ts";
import type { Session } from "./session.ts";
import type { Work } from "./work.ts";

/** Loads a TypeScript migration. @throws {DunlinError} `no-down` if it cannot do what is asked */
export async function loadCode(work: Work): Promise<CodeModule> {
  if (work.body.kind !== "code") throw new TypeError("Expected a TypeScript migration");
  const module = await work.body.script.load();
  directionOf(module, work);
  return module;
}

/** One run of a TypeScript migration that was loaded; it begins with its first `next()`. */
export function codeRun(
  work: Work,
  module: CodeModule,
  session: Session,
  signal: AbortSignal,
): CodeRun {
  if (work.body.kind !== "code") throw new TypeError("Expected a TypeScript migration");
  const { tables, fence } = session;
  const name = work.summary.id.replaceAll(/[^\w./-]/g, "?");
  return new CodeRun({
    module,
    run: directionOf(module, work),
    session,
    signal,
    journal: work.body.steps,
    mark: `${markOf(tables, fence.token)} ${name} */ `,
  });
}

/** Runs a TypeScript migration on the session, inside whatever transaction is open. */
export async function runCode(work: Work, session: Session, signal: AbortSignal): Promise<void> {
  await codeRun(work, await loadCode(work), session, signal).toEnd();
}

function directionOf(module: CodeModule, work: Work): NonNullable<CodeModule["down"]> {
  const run = module[work.direction];
  if (run) return run;
  throw new DunlinError("no-down", `${work.summary.file} exports no ${work.direction}()`, {
    where: { file: work.summary.file ?? "" },
    next: `write export async function ${work.direction}(db) in it, or leave the migration applied`,
  });
}
