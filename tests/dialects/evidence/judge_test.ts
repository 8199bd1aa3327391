import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BLIND,
  type Claim,
  differences,
  type Evidence,
  judge,
  type Verdict,
} from "../../../src/dialects/evidence/evidence.ts";

// Node resolves no npm package without an install; Deno and Bun always have it.
const fc = await import("fast-check").catch(() => null);
const skip = fc === null ? "fast-check is not installed" : false;

/** One claim and what was seen of it. */
interface Seen {
  readonly becomes: Claim["becomes"];
  readonly optional?: boolean;
  readonly before: string | null;
  readonly now: string | null;
  /** Whether it looks as planned; true where nothing is expected. */
  readonly fits?: boolean;
}

function claimOf({ becomes, optional }: Seen, index: number): Claim {
  const what = `thing ${index}`;
  return { what, look: `look ${index}`, becomes, ...(optional ? { optional } : {}) };
}

function verdict(...seen: readonly Seen[]): Verdict["kind"] {
  return judge(
    { kind: "claims", claims: seen.map(claimOf) },
    seen.map(({ before }) => before),
    seen.map(({ now }) => now),
    seen.map(({ fits = true }) => fits),
  ).kind;
}

const MADE: Seen = { becomes: "there", before: null, now: "a" };
const NOT_MADE: Seen = { becomes: "there", before: null, now: null };

describe("judge()", () => {
  const one: readonly (readonly [Claim["becomes"], string | null, string | null, string])[] = [
    ["there", null, "a", "done"],
    ["there", null, null, "run"],
    ["there", "a", "a", "run"],
    ["there", "a", null, "unclear"],
    ["there", "a", "b", "unclear"],
    ["gone", "a", null, "done"],
    ["gone", "a", "a", "run"],
    ["gone", null, null, "run"],
    ["gone", null, "a", "unclear"],
    ["gone", "a", "b", "unclear"],
    ["other", "a", "b", "done"],
    ["other", "a", "a", "run"],
    ["other", "a", null, "unclear"],
    ["other", null, "a", "unclear"],
    ["other", null, null, "unclear"],
    ["put", null, "a", "done"],
    ["put", "a", "b", "done"],
    ["put", "a", "a", "run"],
    ["put", null, null, "run"],
    ["put", "a", null, "unclear"],
    ["grows", "", "1", "done"],
    ["grows", "1,2", "1,2,3", "done"],
    ["grows", "1,2", "3,1,2", "done"],
    ["grows", "1,2", "1,2", "run"],
    ["grows", "1,2", "1,2,3,4", "unclear"],
    ["grows", "1,2", "1,3,4", "unclear"],
    ["grows", "1,2", "1", "unclear"],
    ["grows", "1", "11", "unclear"],
    ["grows", "1", "", "unclear"],
    ["grows", "1", null, "unclear"],
    ["grows", null, "1", "unclear"],
  ];
  for (const [becomes, before, now, wanted] of one) {
    test(`${becomes}: ${before} → ${now} is ${wanted}`, () => {
      assert.equal(verdict({ becomes, before, now }), wanted);
    });
  }

  test("what is harmless is run, and what nothing proves is for a person", () => {
    const kindOf = (evidence: Evidence) => judge(evidence, [], [], []).kind;
    assert.equal(kindOf({ kind: "harmless", because: "" }), "run");
    assert.equal(kindOf({ kind: "none", because: "" }), "unclear");
  });

  test("no claim at all proves nothing", () => {
    assert.equal(verdict(), "unclear");
    assert.equal(verdict({ becomes: "stays", before: "a", now: "a" }), "unclear");
  });

  test("of a statement that was cut in the middle, what was not done is not done", () => {
    const dropped: Seen = { becomes: "gone", optional: true, before: "a", now: null };
    const kept: Seen = { becomes: "gone", optional: true, before: "a", now: "a" };
    assert.equal(verdict(dropped, kept), "unclear"); // DROP TABLE IF EXISTS a, b
    assert.equal(verdict(MADE, { ...NOT_MADE, optional: true }), "unclear");
  });

  test("what was as wanted before hinders nothing, where it may be", () => {
    const absent: Seen = { becomes: "gone", before: null, now: null };
    const present: Seen = { becomes: "there", before: "a", now: "a" };
    assert.equal(verdict(MADE, { ...absent, optional: true }), "done");
    assert.equal(verdict(MADE, { ...present, optional: true }), "done");
    assert.equal(verdict(MADE, absent), "unclear");
    assert.equal(verdict(MADE, present), "unclear");
  });

  test("nothing is told where things are looked for in another place than before", () => {
    const elsewhere: Seen = { becomes: "stays", before: "a", now: "b" };
    assert.equal(verdict(MADE, elsewhere), "unclear");
    assert.equal(verdict(NOT_MADE, elsewhere), "unclear");
  });

  for (const becomes of ["there", "gone", "other", "put"] as const) {
    test(`${becomes}: what cannot be told from another is neither done nor run again`, () => {
      for (const [before, now] of [[BLIND, BLIND], ["a", BLIND], [BLIND, "a"]] as const) {
        assert.equal(verdict({ becomes, before, now }), "unclear");
      }
    });
  }

  test("what rights have hidden, or shown, has neither come nor gone", () => {
    assert.equal(verdict({ becomes: "there", before: null, now: BLIND }), "unclear");
    assert.equal(verdict({ becomes: "gone", before: BLIND, now: null }), "unclear");
    assert.equal(verdict({ becomes: "put", before: null, now: BLIND }), "done");
  });

  test("what is unclear is said in words", () => {
    const seen = [MADE, NOT_MADE, { ...MADE, fits: false }];
    const said = judge(
      { kind: "claims", claims: seen.map(claimOf) },
      seen.map(({ before }) => before),
      seen.map(({ now }) => now),
      seen.map(({ fits = true }) => fits),
    );
    assert.deepEqual(said, {
      kind: "unclear",
      seen: [
        "thing 0 is there now",
        "thing 1 is as it was",
        "thing 2 is there now, but not as planned",
      ],
    });
  });
});

describe("judge(), whatever is claimed and seen", { skip }, () => {
  if (fc === null) return;
  const look = fc.constantFrom(null, null, null, "a", "a", "b", "1", "1,2", BLIND);
  const seen = fc.record({
    becomes: fc.constantFrom<Claim["becomes"][]>(
      "there",
      "gone",
      "other",
      "put",
      "grows",
      "stays",
    ),
    optional: fc.boolean(),
    before: look,
    now: look,
    fits: fc.boolean(),
  });
  const all = fc.array(seen, { maxLength: 4 });
  const holds = (law: (seen: Required<Seen>[]) => void) => () =>
    fc.assert(fc.property(all, law), { numRuns: 2000 });
  const same = ({ before, now }: Seen) => before === now;

  test(
    "it is run only if nothing has changed, and all can be seen",
    holds((claims) => {
      if (verdict(...claims) !== "run") return;
      assert.ok(claims.every(same) && claims.some(({ becomes }) => becomes !== "stays"));
      assert.ok(claims.every(({ now, becomes }) => now !== BLIND || becomes === "stays"));
    }),
  );

  test(
    "it is done only if something has changed, and every change is the planned one",
    holds((claims) => {
      if (verdict(...claims) !== "done") return;
      const changed = claims.filter((claim) => !same(claim));
      assert.ok(changed.length > 0);
      for (const { becomes, fits, before, now } of changed) {
        assert.notEqual(becomes, "stays");
        assert.ok(fits || now === null);
        assert.equal(now === null, becomes === "gone");
        if (becomes === "there") assert.equal(before, null);
        if (becomes === "gone" || becomes === "other") assert.notEqual(before, null);
      }
    }),
  );

  test(
    "it is done only if what has not changed was as wanted, and might be",
    holds((claims) => {
      if (verdict(...claims) !== "done") return;
      for (const { becomes, optional, before } of claims.filter(same)) {
        if (becomes === "stays") continue;
        assert.ok(optional);
        if (becomes === "there") assert.notEqual(before, null);
        if (becomes === "gone") assert.equal(before, null);
      }
    }),
  );

  test(
    "claims are judged in any order",
    holds((claims) => assert.equal(verdict(...claims.toReversed()), verdict(...claims))),
  );

  test(
    "one more look, or one less, proves nothing",
    holds((claims) => {
      const evidence: Evidence = { kind: "claims", claims: claims.map(claimOf) };
      const looks = claims.map(({ now }) => now);
      const fits = claims.map(() => true);
      for (const other of [[...looks, "a"], looks.slice(1)]) {
        if (other.length === looks.length) continue;
        assert.equal(judge(evidence, other, looks, fits).kind, "unclear");
        assert.equal(judge(evidence, looks, other, fits).kind, "unclear");
      }
    }),
  );

  test(
    "an answer that is missing is no",
    holds((claims) => {
      const looks = (which: "before" | "now") => claims.map((claim) => claim[which]);
      const evidence: Evidence = { kind: "claims", claims: claims.map(claimOf) };
      const none = judge(evidence, looks("before"), looks("now"), []);
      const no = judge(evidence, looks("before"), looks("now"), claims.map(() => false));
      assert.deepEqual(none, no);
    }),
  );

  test(
    "differences() names what differs, and no more",
    holds((claims) => {
      const named = differences(
        claims.map(claimOf),
        claims.map(({ before }) => before),
        claims.map(({ now }) => now),
      );
      assert.equal(named.length, claims.filter((claim) => !same(claim)).length);
    }),
  );
});
