/** What came of a project, the worst last. */
export const VERDICTS = ["ok", "human", "crashed", "wedged", "lost", "doubled"] as const;

/** See {@linkcode VERDICTS}. */
export type Verdict = typeof VERDICTS[number];

/** One way in which it was not as promised. */
export interface Finding {
  readonly verdict: Exclude<Verdict, "ok">;
  readonly what: string;
}

/** What one disturbance did. */
export interface Hit {
  readonly disturbance: string;
  /** `migrate:down --to 3`. */
  readonly command: string;
  /** In milliseconds. */
  readonly atMs: number;
  /** Since when: the runner had begun, its process was started, or the last one struck it. */
  readonly from: "begun" | "start" | "last";
  /** Whether the runner was still there to be hit. */
  readonly landed: boolean;
  /** How the runner ended: `SIGKILL`, `0`, `1 connection-lost`. */
  readonly ended: string;
}

/** A statement the command line could not prove, which the harness settled. */
export interface Asked {
  readonly kind: string;
  readonly sql: string;
  readonly answer: "done" | "retry" | "half";
  /** Whether the documented rules say that nothing proves it. */
  readonly unprovable: boolean;
}

/** All that is told of one project. */
export interface ProjectReport {
  readonly run: number;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly hits: readonly Hit[];
  readonly asked: readonly Asked[];
  /** Runs of the command line. */
  readonly starts: number;
  /** Kept where the verdict is not ok; else null. */
  readonly folder: string | null;
}

/** The worst of them. */
export function worst(findings: readonly Finding[]): Verdict {
  const places = findings.map(({ verdict }) => VERDICTS.indexOf(verdict));
  return VERDICTS[Math.max(0, ...places)] as Verdict;
}

/**
 * The kinds of statements of which no look at the database tells whether they
 * took effect.
 */
export const UNPROVABLE: ReadonlySet<string> = new Set([
  "call",
  "truncate",
  "rename cycle",
  "add unnamed index",
]);
