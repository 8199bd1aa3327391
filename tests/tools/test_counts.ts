/** How many tests ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** No test at all. */
export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0 };

/**
 * Counts the tests of a JUnit report, as Deno, Bun and Node write it: each
 * `testcase` once, by what stands inside it.
 */
export function countTests(junit: string): TestCounts {
  let counts = noTests;
  for (const [, attributes = "", , inside = ""] of junit.matchAll(TESTCASE)) {
    const failed = /<(failure|error)\b/.test(inside) || /\bfailure=/.test(attributes);
    const skipped = /<skipped\b/.test(inside);
    counts = addCounts(counts, {
      passed: failed || skipped ? 0 : 1,
      failed: failed ? 1 : 0,
      skipped: skipped && !failed ? 1 : 0,
    });
  }
  return counts;
}

const TESTCASE = /<testcase\b((?:[^>"]|"[^"]*")*?)(\/>|>([\s\S]*?)<\/testcase>)/g;

/** The sum of two. */
export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/**
 * What a run says with its report and its exit code together: a run that
 * failed without a failed test (a file that did not load, a crash, no report)
 * counts as one more failure.
 */
export function judgeRun(junit: string | undefined, exitCode: number): TestCounts {
  const counts = junit === undefined ? noTests : countTests(junit);
  const unseen = counts.failed === 0 && (exitCode !== 0 || junit === undefined);
  return unseen ? addCounts(counts, { ...noTests, failed: 1 }) : counts;
}

/** `12 passed, 0 failed, 3 skipped`. */
export function countsLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
