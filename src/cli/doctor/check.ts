/** What came of looking at one thing. */
export interface Check {
  /** What was looked at: `runtime`, `lock`. */
  readonly name: string;
  /** A problem keeps something from working; a warning is to be known. */
  readonly verdict: "ok" | "warning" | "problem";
  /** One sentence without a final period. */
  readonly says: string;
  /** More of the same, a line each. */
  readonly more?: readonly string[];
  /** What to do about it; there for every problem. */
  readonly next?: string;
}

/** The check that something is as it should be. */
export function ok(name: string, says: string, more: readonly string[] = []): Check {
  return { name, verdict: "ok", says, ...(more.length > 0 ? { more } : {}) };
}

/** The check that something is to be known. */
export function warning(name: string, says: string, next: string): Check {
  return { name, verdict: "warning", says, next };
}

/** The check that something keeps dunlin from working. */
export function problem(name: string, says: string, next: string): Check {
  return { name, verdict: "problem", says, next };
}
