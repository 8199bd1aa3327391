import assert from "node:assert/strict";
import { test } from "node:test";
import type { Migration, SqlScript } from "../../src/migrations/migration.ts";
import { compare } from "../../src/plan/compare.ts";
import type { History } from "../../src/plan/history.ts";
import { type Plan, plan } from "../../src/plan/plan.ts";
import { DEFAULT_POLICY, type Policy, type Target } from "../../src/plan/step.ts";
import { entry, file, files, history, journal, simulate, words } from "./fixtures.ts";

const nothing: History = { entries: [], journal: [] };
const latest: Target = { kind: "latest" };
const to = (version: string): Target => ({ kind: "version", version });
const up = (steps: number): Target => ({ kind: "up", steps });
const down = (steps: number | "all"): Target => ({ kind: "down", steps });
const redo = (steps: number | "all"): Target => ({ kind: "redo", steps });
const baseline = (version: string): Target => ({ kind: "baseline", version });

function planned(
  migrations: readonly Migration[],
  before: History,
  target: Target,
  policy: Partial<Policy> = {},
): Plan {
  return plan(compare(migrations, before), target, { ...DEFAULT_POLICY, ...policy });
}

function steps(...call: Parameters<typeof planned>): string[] {
  const made = planned(...call);
  assert.deepEqual(made.refusals.map(({ message }) => message), []);
  return words(made.steps);
}

function refusals(...call: Parameters<typeof planned>): string[] {
  return planned(...call).refusals.map(({ message }) => message);
}

function nexts(...call: Parameters<typeof planned>): (string | undefined)[] {
  return planned(...call).refusals.map(({ next }) => next);
}

function warnings(...call: Parameters<typeof planned>): string[] {
  return planned(...call).warnings.map(({ code, message }) => `${code}: ${message}`);
}

// latest

test("latest applies what is pending, in version order, repeatables last", () => {
  assert.deepEqual(steps(files("R__v", "10_c", "2_b", "1_a"), history("1_a"), latest), [
    "apply 2_b",
    "apply 10_c",
    "apply R__v",
  ]);
});

test("latest has nothing to do where everything is applied", () => {
  assert.deepEqual(steps(files("1_a", "R__v"), history("1_a", "R__v"), latest), []);
});

test("latest runs an edited repeatable again", () => {
  const views = file("R__v", { checksum: "other" });
  assert.deepEqual(steps([...files("1_a"), views], history("1_a", "R__v"), latest), ["apply R__v"]);
});

test("an out-of-order migration refuses, with its file and the command that applies it", () => {
  const made = planned(files("1_a", "2_b", "3_c"), history("1_a", "3_c"), latest);
  assert.deepEqual(made.refusals.map(({ message }) => message), [
    "migration 2_b is out of order: 3_c is newer and already applied",
  ]);
  assert.equal(made.refusals[0]?.where?.file, "migrations/2_b.up.sql");
  assert.equal(
    made.refusals[0]?.next,
    "`dunlin migrate --out-of-order allow` applies it now, " +
      "`dunlin migrate:rebase` gives it a new version",
  );
});

for (const outOfOrder of ["allow", "warn"] as const) {
  test(`--out-of-order ${outOfOrder} applies a late migration and names it`, () => {
    const call = [files("1_a", "2_b", "3_c"), history("1_a", "3_c"), latest, {
      outOfOrder,
    }] as const;
    assert.deepEqual(steps(...call), ["apply 2_b"]);
    assert.deepEqual(warnings(...call), [
      "out-of-order: migration 2_b is out of order: 3_c is newer and already applied",
    ]);
  });
}

test("a changed migration refuses, even with nothing to apply", () => {
  const edited = file("1_a", { checksum: "other" });
  assert.deepEqual(refusals([edited], history("1_a"), latest), [
    "migration 1_a was edited after it was applied",
  ]);
  assert.deepEqual(nexts([edited], history("1_a"), latest), [
    "restore the file (`git checkout -- migrations/1_a.up.sql`), or go on with " +
    "`dunlin migrate --changed warn`",
  ]);
});

test("--changed warn goes on, and names the changed migration", () => {
  const edited = file("1_a", { checksum: "other" });
  const call = [[edited, ...files("2_b")], history("1_a"), latest, { changed: "warn" }] as const;
  assert.deepEqual(steps(...call), ["apply 2_b"]);
  assert.deepEqual(warnings(...call), ["changed: migration 1_a was edited after it was applied"]);
});

test("a missing migration refuses, and --missing warn goes on", () => {
  const call = [files("2_b", "3_c"), history("1_a", "2_b"), latest] as const;
  assert.deepEqual(refusals(...call), ["migration 1_a is applied, but its file is missing"]);
  assert.deepEqual(nexts(...call), [
    "restore the file, or go on with `dunlin migrate --missing warn`",
  ]);
  assert.deepEqual(steps(...call, { missing: "warn" }), ["apply 3_c"]);
  assert.equal(warnings(...call, { missing: "warn" }).length, 1);
});

test("a database of a later release refuses, and --newer allow goes on", () => {
  const call = [files("1_a"), history("1_a", "2_b"), latest] as const;
  assert.match(refusals(...call)[0] ?? "", /2_b .* the database belongs to a later release/);
  assert.match(nexts(...call)[0] ?? "", /`dunlin migrate --newer allow`/);
  assert.deepEqual(steps(...call, { newer: "allow" }), []);
  assert.match(warnings(...call, { newer: "allow" })[0] ?? "", /^newer: migration 2_b/);
});

test("--missing warn does not let a newer database through", () => {
  assert.equal(
    refusals(files("1_a"), history("1_a", "2_b"), latest, { missing: "warn" }).length,
    1,
  );
});

test("a repeatable whose file is gone is named and refuses nothing", () => {
  assert.deepEqual(steps([], history("R__v"), latest), []);
  assert.deepEqual(warnings([], history("R__v"), latest), [
    "missing: migration R__v is applied, but its file is missing",
  ]);
});

test("a skipped migration is named with the environments it is for", () => {
  const seed = file("1_seed", { directives: { only: ["staging", "test"] } });
  assert.deepEqual(steps([seed], nothing, latest), []);
  assert.deepEqual(warnings([seed], nothing, latest), [
    "skipped: migration 1_seed is skipped: it is only for staging, test",
  ]);
});

test("every reason is given at once, in version order", () => {
  const edited = file("1_a", { checksum: "other" });
  const call = [[edited, ...files("3_c", "4_d", "5_e")], history("1_a", "2_b", "5_e"), latest];
  assert.deepEqual(
    refusals(...call as Parameters<typeof planned>).map((words) => words.split(" ")[1]),
    ["1_a", "2_b", "3_c", "4_d"],
  );
});

// partial

test("a partly applied migration is resumed in its place", () => {
  const before = { entries: history("1_a").entries, journal: journal("3", "up", 2, 5) };
  assert.deepEqual(steps(files("1_a", "2_b", "3_c", "4_d"), before, latest), [
    "apply 2_b",
    "apply 3_c (resume)",
    "apply 4_d",
  ]);
});

test("a partly applied repeatable is resumed after the versioned ones", () => {
  const before = { entries: history("R__v").entries, journal: journal("R__v", "up", 1, 2) };
  assert.deepEqual(steps(files("1_a", "R__v"), before, latest), [
    "apply 1_a",
    "apply R__v (resume)",
  ]);
});

test("a partly applied migration without its file refuses", () => {
  const before = { entries: [], journal: journal("3", "up", 2, 5) };
  assert.deepEqual(refusals(files("1_a"), before, latest), [
    "migration 3 is partly applied: 2 of 5 pieces are done, and its file is missing",
  ]);
});

test("the command that gives up a partly applied migration can be typed as it stands", () => {
  const abandons = (id: string) => {
    const before = { entries: [], journal: journal(id, "up", 1, 2) };
    const [next = ""] = nexts(files("1_a"), before, latest);
    return /`dunlin (migrate:resolve .* --abandon)`/.exec(next)?.[1];
  };
  assert.equal(abandons("3"), "migrate:resolve 3 --abandon");
  assert.equal(abandons("auth/3"), "migrate:resolve auth/3 --abandon");
  assert.equal(abandons("R__all views"), 'migrate:resolve "R__all views" --abandon');
  assert.equal(
    abandons("R__Ansichten_für_a&b"),
    'migrate:resolve "R__Ansichten_für_a&b" --abandon',
  );
  assert.equal(abandons("R__$HOME's"), "migrate:resolve 'R__$HOME'\\''s' --abandon");
});

test("nothing passes a partly applied migration beyond the target", () => {
  const before = { entries: [], journal: journal("3", "up", 2, 5) };
  for (const target of [to("2"), up(2)]) {
    assert.deepEqual(refusals(files("1_a", "2_b", "3_c"), before, target), [
      "migration 3_c is partly applied: 2 of 5 pieces are done",
    ]);
  }
});

for (const target of [down(1), down("all"), redo(1), redo("all"), to("0"), to("1")]) {
  test(`${JSON.stringify(target)} refuses beside a partly applied migration`, () => {
    const before = { entries: history("1_a", "2_b").entries, journal: journal("3", "up", 2, 5) };
    const call = [files("1_a", "2_b", "3_c"), before, target] as const;
    assert.equal(refusals(...call).length, 1);
    assert.deepEqual(nexts(...call), ["`dunlin migrate` applies the rest"]);
  });
}

for (const target of [down(1), down("all"), redo(1), redo("all"), to("0"), to("1")]) {
  test(`${JSON.stringify(target)} refuses beside a partly applied repeatable`, () => {
    const interrupted = journal("R__v", "up", 1, 2);
    for (const applied of [history("1_a", "2_b", "R__v"), history("1_a", "2_b")]) {
      const before = { ...applied, journal: interrupted };
      const call = [files("1_a", "2_b", "R__v"), before, target] as const;
      assert.deepEqual(refusals(...call), [
        "migration R__v is partly applied: 1 of 2 pieces are done",
      ]);
      assert.deepEqual(nexts(...call), ["`dunlin migrate` applies the rest"]);
    }
  });
}

test("down refuses where a partly applied migration is all there is", () => {
  const before = { entries: [], journal: journal("1", "up", 1, 5) };
  assert.equal(refusals(files("1_a"), before, down(1)).length, 1);
});

test("a partly reverted migration is in the way of going up; down finishes it", () => {
  const before = { ...history("1_a", "2_b"), journal: journal("2", "down", 1, 3) };
  const all = files("1_a", "2_b", "3_c");
  assert.deepEqual(refusals(all, before, latest), [
    "migration 2_b is partly reverted: 1 of 3 pieces are done",
  ]);
  assert.deepEqual(nexts(all, before, latest), ["`dunlin migrate:down` reverts the rest"]);
  assert.deepEqual(steps(all, before, down(1)), ["revert 2_b (resume)"]);
});

test("down does not stop short of a partly reverted migration", () => {
  const before = { ...history("1_a", "2_b"), journal: journal("1", "down", 1, 3) };
  assert.deepEqual(nexts(files("1_a", "2_b"), before, down(1)), [
    "`dunlin migrate:down 2` reverts the rest",
  ]);
});

// up N, version V

test("up N applies the next N, and repeatables only when nothing stays pending", () => {
  const all = files("1_a", "2_b", "3_c", "R__v");
  assert.deepEqual(steps(all, nothing, up(2)), ["apply 1_a", "apply 2_b"]);
  assert.deepEqual(steps(all, nothing, up(3)), [
    "apply 1_a",
    "apply 2_b",
    "apply 3_c",
    "apply R__v",
  ]);
});

test("a number of steps below 0, or no integer, is a wrong call", () => {
  assert.throws(() => planned([], nothing, up(-1)), RangeError);
  assert.throws(() => planned([], nothing, down(0.5)), RangeError);
});

test("a version applies up to and with it", () => {
  assert.deepEqual(steps(files("1_a", "2_b", "3_c"), nothing, to("2")), ["apply 1_a", "apply 2_b"]);
});

test("a version may be written with other leading zeros", () => {
  assert.deepEqual(steps(files("001_a", "002_b"), nothing, to("1")), ["apply 001_a"]);
});

test("a version below reverts what is above, last applied first", () => {
  assert.deepEqual(
    steps(files("1_a", "2_b", "3_c", "4_d"), history("1_a", "4_d", "2_b", "3_c"), to("1")),
    ["revert 3_c", "revert 2_b", "revert 4_d"],
  );
});

test("a version reverts what is above and applies what is pending below", () => {
  assert.deepEqual(steps(files("1_a", "2_b", "3_c"), history("1_a", "3_c"), to("2")), [
    "revert 3_c",
    "apply 2_b",
  ]);
});

test("repeatables forgotten on the way down run again where no file stays pending", () => {
  const gone = entry(file("2_b"), 2, { hasStoredDown: true });
  const before = {
    entries: [...history("1_a").entries, gone, entry(file("R__v"), 3)],
    journal: [],
  };
  assert.deepEqual(steps(files("1_a", "R__v"), before, to("1"), { storedDown: true }), [
    "forget R__v",
    "revert 2_b (stored)",
    "apply R__v",
  ]);
});

test("version 0 reverts everything, though only if no migration has that number", () => {
  assert.deepEqual(steps(files("1_a"), history("1_a"), to("0")), ["revert 1_a"]);
  assert.deepEqual(steps(files("000_z", "1_a"), history("000_z", "1_a"), to("0")), ["revert 1_a"]);
});

test("an unknown version refuses with the nearest", () => {
  const made = planned(files("20260301120000_a", "20260302120000_b"), nothing, to("2026030112000"));
  assert.equal(made.refusals[0]?.code, "unknown-version");
  assert.match(made.refusals[0]?.next ?? "", /^did you mean 20260301120000\? /);
  assert.deepEqual(made.steps, []);
});

test("of short versions none is guessed", () => {
  const made = planned(files("1_a"), nothing, to("7"));
  assert.equal(made.refusals[0]?.next, "`dunlin migrate:status` lists the versions there are");
});

test("a file's stem given as a version is told its digits", () => {
  const made = planned(files("20260301120000_a"), nothing, to("20260301120000_a"));
  assert.match(made.refusals[0]?.next ?? "", /^did you mean 20260301120000\? /);
});

test("a version of one namespace stops there, a bare one takes all that share it", () => {
  const all = [
    ...files("1_a"),
    file("1_x", { namespace: "auth" }),
    file("1_y", { namespace: "log" }),
  ];
  assert.deepEqual(steps(all, nothing, to("auth/1")), ["apply 1_a", "apply auth/1_x"]);
  assert.equal(steps(all, nothing, to("1")).length, 3);
});

// down

test("down follows the order of application, not of versions", () => {
  assert.deepEqual(steps(files("1_a", "2_b", "3_c"), history("1_a", "3_c", "2_b"), down(2)), [
    "revert 2_b",
    "revert 3_c",
  ]);
});

test("down forgets the repeatables first", () => {
  assert.deepEqual(steps(files("1_a", "R__v"), history("1_a", "R__v"), down(1)), [
    "forget R__v",
    "revert 1_a",
  ]);
});

test("down with nothing to revert forgets nothing", () => {
  assert.deepEqual(steps(files("R__v"), history("R__v"), down(1)), []);
});

test("down all reverts repeatables that can be, and forgets the others", () => {
  const all = [...files("1_a", "R__v"), file("R__w", { down: false })];
  assert.deepEqual(steps(all, history("1_a", "R__v", "R__w"), down("all")), [
    "revert R__v",
    "forget R__w",
    "revert 1_a",
  ]);
});

test("every migration without a down is named, before anything runs", () => {
  const bare = { down: false };
  const all = [file("1_a", bare), ...files("2_b"), file("3_c", bare)];
  const made = planned(all, history("1_a", "2_b", "3_c"), down("all"));
  assert.deepEqual(made.refusals.map(({ code, message, next }) => [code, message, next]), [
    [
      "no-down",
      "migration 3_c cannot be reverted: it has no down file",
      "write migrations/3_c.down.sql",
    ],
    [
      "no-down",
      "migration 1_a cannot be reverted: it has no down file",
      "write migrations/1_a.down.sql",
    ],
  ]);
});

test("an irreversible migration refuses with its reason", () => {
  const final = file("1_a", { down: false, directives: { irreversible: "the data is gone" } });
  assert.deepEqual(refusals([final], history("1_a"), down(1)), [
    "migration 1_a is irreversible: the data is gone",
  ]);
});

test("a down that is marked irreversible is the place of the refusal, and may be written still", () => {
  const whole = file("1_a");
  const marked = { ...(whole.down as SqlScript), directives: { irreversible: "not written yet" } };
  const [refusal] = planned([{ ...whole, down: marked }], history("1_a"), down(1)).refusals;
  assert.deepEqual(refusal?.where, { file: "migrations/1_a.down.sql" });
  assert.equal(
    refusal?.next,
    "write what undoes it in place of that line, or undo it by a new migration: `dunlin migrate:create NAME`",
  );
});

test("a down kept in the history runs only where it is allowed", () => {
  const before = { entries: [entry(file("1_a"), 1, { hasStoredDown: true })], journal: [] };
  assert.deepEqual(nexts([], before, down(1)), [
    "`dunlin migrate:down --stored-down` runs the down text kept in the history",
  ]);
  assert.deepEqual(steps([], before, down(1), { storedDown: true }), ["revert 1_a (stored)"]);
});

test("a missing file without a stored down cannot be reverted", () => {
  assert.deepEqual(refusals([], history("1_a"), down(1), { storedDown: true }), [
    "migration 1_a cannot be reverted: its file is missing",
  ]);
});

test("a file's own down is run, whatever the history keeps", () => {
  const before = { entries: [entry(file("1_a"), 1, { hasStoredDown: true })], journal: [] };
  assert.deepEqual(steps(files("1_a"), before, down(1), { storedDown: true }), ["revert 1_a"]);
});

test("a changed migration is reverted by its present down file, and that is said", () => {
  const edited = file("1_a", { checksum: "other" });
  assert.deepEqual(steps([edited], history("1_a"), down(1)), ["revert 1_a"]);
  assert.equal(planned([edited], history("1_a"), down(1)).warnings[0]?.code, "changed");
});

test("a changed or missing migration elsewhere does not keep down from running", () => {
  const all = [file("1_a", { checksum: "other" }), ...files("3_c")];
  assert.deepEqual(steps(all, history("1_a", "2_b", "3_c"), down(1)), ["revert 3_c"]);
});

// redo

test("redo applies what it reverted, in version order, and only that", () => {
  assert.deepEqual(
    steps(files("1_a", "2_b", "3_c", "4_d"), history("1_a", "3_c", "2_b"), redo(2)),
    [
      "revert 2_b",
      "revert 3_c",
      "apply 2_b",
      "apply 3_c",
    ],
  );
});

test("redo accepts an edited file", () => {
  const edited = file("1_a", { checksum: "other" });
  const made = planned([edited], history("1_a"), redo(1));
  assert.deepEqual(words(made.steps), ["revert 1_a", "apply 1_a"]);
  assert.deepEqual([made.refusals, made.warnings], [[], []]);
  assert.equal(compare([edited], simulate(made.steps, history("1_a")))[0]?.state, "applied");
});

test("redo runs the forgotten repeatables again", () => {
  assert.deepEqual(steps(files("1_a", "R__v", "R__w"), history("1_a", "R__v"), redo(1)), [
    "forget R__v",
    "revert 1_a",
    "apply 1_a",
    "apply R__v",
  ]);
});

test("redo of a missing migration refuses", () => {
  const before = { entries: [entry(file("1_a"), 1, { hasStoredDown: true })], journal: [] };
  assert.deepEqual(refusals([], before, redo(1), { storedDown: true }), [
    "migration 1_a cannot be applied again: its file is missing",
  ]);
});

test("redo all goes down, then all the way up", () => {
  assert.deepEqual(steps(files("1_a", "2_b", "3_c", "R__v"), history("1_a", "3_c"), redo("all")), [
    "revert 3_c",
    "revert 1_a",
    "apply 1_a",
    "apply 2_b",
    "apply 3_c",
    "apply R__v",
  ]);
});

// baseline

test("baseline records every file up to a version, and runs none", () => {
  assert.deepEqual(steps(files("1_a", "2_b", "3_c", "R__v"), nothing, baseline("2")), [
    "record 1_a",
    "record 2_b",
  ]);
});

test("baseline can be repeated, and taken further", () => {
  const all = files("1_a", "2_b", "3_c");
  const before = simulate(planned(all, nothing, baseline("2")).steps, nothing);
  assert.deepEqual(steps(all, before, baseline("2")), []);
  assert.deepEqual(steps(all, before, baseline("3")), ["record 3_c"]);
});

test("baseline refuses over applied migrations and below recorded ones", () => {
  const all = files("1_a", "2_b");
  assert.match(
    refusals(all, history("1_a"), baseline("2"))[0] ?? "",
    /^migration 1_a is already applied/,
  );
  const before = simulate(planned(all, nothing, baseline("2")).steps, nothing);
  assert.match(refusals(all, before, baseline("1"))[0] ?? "", /^migration 2_b is already recorded/);
});

test("baseline refuses a version no file has", () => {
  for (const version of ["3", "0"]) {
    assert.equal(
      planned(files("1_a"), nothing, baseline(version)).refusals[0]?.code,
      "unknown-version",
    );
  }
});

test("baseline does not record what is for another environment, and names it", () => {
  const all = [file("1_seed", { directives: { only: ["staging"] } }), ...files("2_b")];
  assert.deepEqual(steps(all, nothing, baseline("2")), ["record 2_b"]);
  assert.equal(warnings(all, nothing, baseline("2")).length, 1);
});

test("an out-of-order migration of a library is not told to be renamed", () => {
  const [late, newest] = ["2_b", "3_c"].map((stem) => file(stem, { namespace: "lib" }));
  const applied = { entries: [entry(newest!, 1)], journal: [] };
  const [next] = nexts([late!, newest!], applied, latest);
  assert.equal(next, "`dunlin migrate --out-of-order allow` applies it now");
});

test("a command in a refusal asks for the same target again", () => {
  const call = [files("1_a", "2_b", "3_c"), history("1_a", "3_c")] as const;
  assert.deepEqual(nexts(...call, up(1)), [
    "`dunlin migrate --steps 1 --out-of-order allow` applies it now, " +
    "`dunlin migrate:rebase` gives it a new version",
  ]);
  assert.deepEqual(nexts(...call, to("3")), [
    "`dunlin migrate --to 3 --out-of-order allow` applies it now, " +
    "`dunlin migrate:rebase` gives it a new version",
  ]);
});
