import assert from "node:assert/strict";
import { test } from "node:test";
import { addCounts, countsLine, countTests, judgeRun } from "./test_counts.ts";

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test("counts a report of Deno", () => {
  const report = `<testsuites name="deno test" tests="3" failures="1">
    <testsuite name="./a_test.ts" tests="3" disabled="1" errors="0" failures="1">
        <testcase name="skipped" classname="./a_test.ts" time="0.000">
            <skipped/>
        </testcase>
        <testcase name="not &gt; sub" classname="./a_test.ts" time="0.000">
        </testcase>
        <testcase name="wrong" classname="./a_test.ts" time="0.000">
            <failure message="Uncaught">1 !== 2</failure>
        </testcase>
    </testsuite>
</testsuites>`;
  assert.deepEqual(countTests(report), counts(1, 1, 1));
});

test("counts a report of Node", () => {
  const report = `<testsuites>
	<testcase name="skipped" time="0.001" classname="test">
		<skipped type="skipped" message="no server"/>
	</testcase>
	<testsuite name="outer" time="0.005" tests="2" failures="1">
		<testcase name="a > b" time="0.001" classname="test"/>
		<testcase name="wrong" time="0.002" classname="test" failure="1 !== 2">
			<failure type="testCodeFailure" message="1 !== 2">text</failure>
		</testcase>
	</testsuite>
</testsuites>`;
  assert.deepEqual(countTests(report), counts(1, 1, 1));
});

test("counts a report of Bun", () => {
  const report = `<testsuites name="bun test" tests="3">
  <testsuite name="a_test.ts" file="a_test.ts" tests="3">
    <testcase name="right" classname="" time="0.001" file="a_test.ts" line="3" assertions="0" />
    <testcase name="skipped" classname="" time="0" file="a_test.ts" line="2">
      <skipped />
    </testcase>
    <testcase name="wrong" classname="" time="0" file="a_test.ts">
      <failure type="AssertionError" />
    </testcase>
  </testsuite>
</testsuites>`;
  assert.deepEqual(countTests(report), counts(1, 1, 1));
});

test("a failed run without a failed test is a failure", () => {
  assert.deepEqual(judgeRun(`<testcase name="a"/>`, 1), counts(1, 1, 0));
});

test("a run without a report is a failure, whatever its exit code", () => {
  assert.deepEqual(judgeRun(undefined, 0), counts(0, 1, 0));
});

test("a failed test is not counted again for the exit code", () => {
  const report = `<testcase name="a"><failure message="no"/></testcase>`;
  assert.deepEqual(judgeRun(report, 1), counts(0, 1, 0));
});

test("the final line names all three counts", () => {
  assert.equal(
    countsLine(addCounts(counts(1, 0, 2), counts(3, 1, 0))),
    "4 passed, 1 failed, 2 skipped",
  );
});
