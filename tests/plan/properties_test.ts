import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../src/plan/compare.ts";
import type { History } from "../../src/plan/history.ts";
import { labelOf } from "../../src/plan/label.ts";
import { plan } from "../../src/plan/plan.ts";
import type { MigrationStatus } from "../../src/plan/state.ts";
import { DEFAULT_POLICY, type Policy, type Target } from "../../src/plan/step.ts";
import { tidyWorlds, worlds } from "./arbitraries.ts";
import { simulate } from "./fixtures.ts";

// Node resolves no npm package without an install; Deno and Bun always have it.
const fc = await import("fast-check").catch(() => null);
const skip = fc === null ? "fast-check is not installed" : false;

const latest: Target = { kind: "latest" };
const lenient: Policy = {
  outOfOrder: "allow",
  changed: "warn",
  missing: "warn",
  newer: "allow",
  storedDown: true,
};

function targets(states: readonly MigrationStatus[]): Target[] {
  const versions = new Set(states.filter(({ kind }) => kind === "versioned").map(({ id }) => id));
  return [
    latest,
    { kind: "up", steps: 1 },
    { kind: "down", steps: 2 },
    { kind: "down", steps: "all" },
    { kind: "redo", steps: 1 },
    { kind: "redo", steps: "all" },
    ...[...versions, "0"].map((version): Target => ({ kind: "version", version })),
  ];
}

/** The ids of the history, apart from the order of application. */
function ids(history: History): string[] {
  return history.entries.map(({ id }) => id).sort();
}

test("every id of files, history and journal has exactly one status", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), ({ migrations, history }) => {
    const states = compare(migrations, history);
    const open = history.journal.filter(({ direction }) => direction === "up");
    const all = new Set([...migrations, ...history.entries, ...open].map(({ id }) => id));
    assert.deepEqual(states.map(({ id }) => id).sort(), [...all].sort());
  }));
});

test("the order of statuses does not depend on the order of files and rows", { skip }, () => {
  fc?.assert(
    fc.property(worlds(fc), fc.infiniteStream(fc.nat()), ({ migrations, history }, keys) => {
      const shuffled = <T>(items: readonly T[]) =>
        items.map((item) => ({ item, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key).map(({ item }) => item);
      const again = compare(shuffled(migrations), {
        entries: shuffled(history.entries),
        journal: shuffled(history.journal),
      });
      assert.deepEqual(again, compare(migrations, history));
    }),
  );
});

test("with any policy, latest leaves nothing pending that it does not name", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), fc.boolean(), ({ migrations, history }, strict) => {
    const states = compare(migrations, history);
    const { steps, refusals, warnings } = plan(states, latest, strict ? DEFAULT_POLICY : lenient);
    const applied = new Set(
      steps.flatMap((step) => step.kind === "apply" ? [step.migration.id] : []),
    );
    const named = [...refusals, ...warnings].map(({ message }) => message).join("\n");
    for (const status of states) {
      if (status.state === "applied" || applied.has(status.id)) continue;
      assert.ok(
        named.includes(`migration ${labelOf(status)} `),
        `${labelOf(status)} is ${status.state}, and nobody says so`,
      );
    }
  }));
});

test("the strict policy names every migration that stands in the way", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), ({ migrations, history }) => {
    const states = compare(migrations, history);
    const offenders = states.filter((status) =>
      status.state === "out-of-order" || status.state === "changed" ||
      (status.state === "missing" && status.kind === "versioned") ||
      (status.state === "partial" &&
        (status.partial?.direction === "down" || status.migration === undefined))
    );
    const messages = plan(states, latest).refusals.map(({ message }) => message);
    assert.equal(messages.length, offenders.length);
    for (const [index, status] of offenders.entries()) {
      const label = `migration ${labelOf(status)} `;
      assert.ok(messages.some((message) => message.startsWith(label)), `${index}: ${label}`);
    }
  }));
});

test("no plan refuses one migration twice for the same reason", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), fc.boolean(), ({ migrations, history }, strict) => {
    const states = compare(migrations, history);
    for (const target of targets(states)) {
      const { refusals } = plan(states, target, strict ? DEFAULT_POLICY : lenient);
      const messages = refusals.map(({ message }) => message);
      assert.deepEqual([...new Set(messages)], messages, JSON.stringify(target));
    }
  }));
});

test("every refusal says what to do next", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), ({ migrations, history }) => {
    const states = compare(migrations, history);
    for (const target of targets(states)) {
      for (const refusal of plan(states, target).refusals) assert.ok(refusal.next, refusal.message);
    }
  }));
});

test("a plan that ran leaves the next one nothing to do", { skip }, () => {
  fc?.assert(fc.property(worlds(fc), ({ migrations, history }) => {
    const before = compare(migrations, history, { env: "staging" });
    for (const target of targets(before)) {
      if (target.kind !== "latest" && target.kind !== "version") continue;
      const made = plan(before, target, lenient);
      if (made.refusals.length > 0) continue;
      const after = compare(migrations, simulate(made.steps, history), { env: "staging" });
      // A version that only a reverted row had is known no more.
      const known = target.kind === "latest" || target.version === "0" ||
        after.some(({ id }) => id === target.version);
      if (known) assert.deepEqual(plan(after, target, lenient).steps, [], JSON.stringify(target));
    }
  }));
});

test("a version leaves nothing applied above it, and all files applied below", { skip }, () => {
  fc?.assert(fc.property(tidyWorlds(fc), fc.nat(), ({ migrations, history }, pick) => {
    const versioned = compare(migrations, history).filter(({ kind }) => kind === "versioned");
    const chosen = versioned[pick % versioned.length];
    if (chosen === undefined) return;
    const made = plan(
      compare(migrations, history),
      { kind: "version", version: chosen.id },
      { ...DEFAULT_POLICY, outOfOrder: "allow" },
    );
    const after = simulate(made.steps, history).entries.filter(({ kind }) => kind === "versioned");
    // A bare version takes every namespace that shares it.
    const end = versioned.findLastIndex(({ id, version }) =>
      id === chosen.id || String(BigInt(version)) === chosen.id
    );
    assert.deepEqual(made.refusals, []);
    assert.deepEqual(
      after.map(({ id }) => id).sort(),
      versioned.slice(0, end + 1).map(({ id }) => id).sort(),
    );
  }));
});

test("all down, then all up, brings everything back", { skip }, () => {
  fc?.assert(fc.property(tidyWorlds(fc), ({ migrations }) => {
    const empty: History = { entries: [], journal: [] };
    const up = plan(compare(migrations, empty), latest);
    const full = simulate(up.steps, empty);
    const down = plan(compare(migrations, full), { kind: "down", steps: "all" });
    assert.deepEqual(simulate(down.steps, full).entries, []);
    const again = plan(compare(migrations, empty), latest);
    assert.deepEqual(simulate(again.steps, empty), full);
  }));
});

test("the last N down, then latest, brings everything back", { skip }, () => {
  fc?.assert(fc.property(tidyWorlds(fc), fc.nat({ max: 5 }), ({ migrations }, steps) => {
    const empty: History = { entries: [], journal: [] };
    const full = simulate(plan(compare(migrations, empty), latest).steps, empty);
    const lower = simulate(plan(compare(migrations, full), { kind: "down", steps }).steps, full);
    const back = plan(compare(migrations, lower), latest);
    assert.deepEqual(back.refusals, []);
    assert.deepEqual(ids(simulate(back.steps, lower)), ids(full));
  }));
});

test("redo keeps what is applied as it was", { skip }, () => {
  fc?.assert(fc.property(tidyWorlds(fc), fc.nat({ max: 5 }), ({ migrations, history }, steps) => {
    const made = plan(compare(migrations, history), { kind: "redo", steps });
    const after = simulate(made.steps, history);
    const versioned = (rows: History) => ids(rows).filter((id) => !id.includes("R__"));
    assert.deepEqual(made.refusals, []);
    assert.deepEqual(versioned(after), versioned(history));
  }));
});

test("down runs backwards along the order of application", { skip }, () => {
  fc?.assert(fc.property(tidyWorlds(fc), ({ migrations, history }) => {
    const { steps } = plan(compare(migrations, history), { kind: "down", steps: "all" });
    const reverted = steps.flatMap((step) =>
      step.kind === "revert" && step.entry.kind === "versioned" ? [step.entry.sequence] : []
    );
    assert.deepEqual(reverted, reverted.toSorted((a, b) => b - a));
  }));
});
