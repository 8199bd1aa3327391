/** How many tests ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** No test at all. */
export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0 };

/** Finds a runner's own summary at the end of what it printed (without colours). */
export type ReadSummary = (output: string) => TestCounts | undefined;

/**
 * `FAILED | 21 passed (3 steps) | 2 failed (1 step) | 1 ignored (4ms)`. Steps
 * are subtests. A test that failed only because a step of it did is counted
 * beside its step, as Deno does.
 */
export const denoSummary: ReadSummary = (output) => {
  const line = output.split("\n").findLast((text) => /^(ok|FAILED) \| \d+ passed/.test(text));
  if (line === undefined) return undefined;
  const count = (word: string) => {
    const found = line.match(new RegExp(`(\\d+) ${word}(?: \\((\\d+) steps?\\))?`));
    return Number(found?.[1] ?? 0) + Number(found?.[2] ?? 0);
  };
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
};

/** ` 21 pass`, ` 2 fail`, … each on a line of its own; files that did not load are among `fail`. */
export const bunSummary: ReadSummary = (output) => {
  const count = lastCount(output, (word) => new RegExp(`^ *(\\d+) ${word}s?$`));
  if (!/^Ran \d+ tests? across \d+ files?/m.test(output)) return undefined;
  return {
    passed: count("pass"),
    failed: Math.max(count("fail"), count("error")),
    skipped: count("skip") + count("todo"),
  };
};

/** `ℹ pass 21`, `ℹ fail 2`, … of the spec reporter. */
export const nodeSummary: ReadSummary = (output) => {
  const count = lastCount(output, (word) => new RegExp(`^ℹ ${word} (\\d+)$`));
  if (!/^ℹ tests \d+$/m.test(output)) return undefined;
  return {
    passed: count("pass"),
    failed: count("fail") + count("cancelled"),
    skipped: count("skipped") + count("todo"),
  };
};

function lastCount(output: string, pattern: (word: string) => RegExp): (word: string) => number {
  const lines = output.split("\n");
  return (word) => {
    const found = lines.findLast((line) => pattern(word).test(line));
    return Number(found?.match(pattern(word))?.[1] ?? 0);
  };
}

/** The sum of two. */
export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/**
 * What a run says with its summary and its exit code together: a run that
 * failed without a failed test (a crash), or that came to no summary at all
 * (a file that is not there), counts as one more failure.
 */
export function judgeRun(summary: TestCounts | undefined, exitCode: number): TestCounts {
  const counts = summary ?? noTests;
  const unseen = counts.failed === 0 && (exitCode !== 0 || summary === undefined);
  return unseen ? addCounts(counts, { ...noTests, failed: 1 }) : counts;
}

/** `12 passed, 0 failed, 3 skipped`. */
export function countsLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
