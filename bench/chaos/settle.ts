import type { ChaosDatabase, Engine } from "./engines/engine.ts";
import type { ChaosFile, Command } from "./project.ts";
import type { Ended, ToldError } from "./runner.ts";
import { type OpenStatement, openStatement, type Truth, truthOf } from "./truth.ts";
import { type Asked, type Finding, UNPROVABLE } from "./verdict.ts";

/** What settling needs. */
export interface Settling {
  readonly engine: Engine;
  readonly database: ChaosDatabase;
  readonly project: { readonly folder: string; readonly files: readonly ChaosFile[] };
  /** The commands done before the one that stopped. */
  readonly before: readonly Command[];
  /** Runs the command line undisturbed. */
  readonly run: (args: readonly string[]) => Promise<Ended>;
}

/** What was asked, and what about it was not as promised. */
export interface Settled {
  readonly asked: Asked | null;
  readonly findings: readonly Finding[];
}

/**
 * Answers `statement-unresolved` as a person would who looks at the database:
 * by the very command that the error names.
 */
export async function settle(error: ToldError, settling: Settling): Promise<Settled> {
  const { database, project } = settling;
  const open = await openStatement(database, project.files, error.message);
  if (open === null) {
    const what = `no statement of the files is the one it names: ${error.message}`;
    return { asked: null, findings: [{ verdict: "human", what }] };
  }
  const answer = await truthOf(open, database, settling.engine, project, settling.before);
  const unprovable = UNPROVABLE.has(open.kind.replace(/^undo /, ""));
  const asked: Asked = { kind: open.kind, sql: open.sql, answer, unprovable };
  const findings: Finding[] = unprovable ? [] : [{
    verdict: "human",
    what: `asked about a statement that can be proved (it was: ${answer}): ${open.sql}\n` +
      `    ${error.message}; ${error.state ?? ""}`,
  }];
  return { asked, findings: [...findings, ...await give(answer, error, settling, open)] };
}

async function give(
  answer: Truth,
  error: ToldError,
  { run }: Settling,
  open: OpenStatement,
): Promise<Finding[]> {
  if (answer === "half") {
    const what = `half done, neither before nor behind statement ${open.number}: ${open.sql}`;
    return [{ verdict: "human", what }];
  }
  const args = commandOf(error.next ?? "", answer);
  if (args === null) {
    return [{ verdict: "human", what: `no command for --${answer} in: ${error.next}` }];
  }
  const ended = await run(args);
  if (ended.code === 0) return [];
  const what = `\`${args.join(" ")}\` failed: ${ended.error?.message ?? ended.stderr}`;
  return [{ verdict: "human", what }];
}

/** The words behind `dunlin` of the command that an error names for an answer; null if there is none. */
export function commandOf(next: string, answer: "done" | "retry"): string[] | null {
  const found = new RegExp(`dunlin (migrate:resolve \\S+ --${answer})`).exec(next);
  return found ? (found[1] as string).split(" ") : null;
}
