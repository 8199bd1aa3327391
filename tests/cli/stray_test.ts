import assert from "node:assert/strict";
import { test } from "./off_node.ts";
import { jsonLines, Project } from "./project.ts";

const KINDS = {
  "a promise nobody awaits": 'void Promise.reject(new Error("the nest fell"));',
  "a timer": 'setTimeout(() => { throw new Error("the nest fell"); });',
};

for (const [what, code] of Object.entries(KINDS)) {
  const files = {
    "tasks.ts": `export default (tasks) => {
  tasks.add("fall", "Fall", async () => {
    ${code}
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
};
`,
  };

  test(`what ${what} throws is told in words, with its place`, async () => {
    const { code, err } = await new Project(files).run("fall");
    assert.equal(code, 1);
    assert.match(err, /^error: nobody caught this: the nest fell$/m);
    assert.match(err, /tasks\.ts:3:/);
    assert.match(err, /^ {2}next /m);
    assert.doesNotMatch(err, /^ +at (async )?\S+ \(|Uncaught/m);
  });

  test(`what ${what} throws is told to programs as one object`, async () => {
    const { code, out, err } = await new Project(files).run("--json", "fall");
    assert.equal(code, 1);
    assert.equal(err, "");
    assert.match(JSON.stringify(jsonLines(out).at(-1)), /"unexpected".*the nest fell/);
  });
}
