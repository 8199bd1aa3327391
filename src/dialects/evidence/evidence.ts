import type { LexicalRules } from "../../sql/statement.ts";

/**
 * One thing a statement changes, and how that can be seen: a column comes, a
 * table goes, a view becomes another.
 */
export interface Claim {
  /** For people: ``table `shop`.`orders` ``, `index "orders_sku"`. */
  readonly what: string;
  /**
   * A scalar SQL expression: a text that describes it as it is now, NULL where it
   * is not there. It must change when the statement takes effect and never
   * otherwise, so nothing that moves by itself may be in it (AUTO_INCREMENT,
   * counts, sizes, cached statistics). Long definitions are hashed.
   */
  readonly look: string;
  /**
   * What the statement makes of it. `there`: it was not, and is now. `gone`: it
   * was, and is not any more. `other`: it was and is, and looks different.
   * `put`: it is there now, whatever was before, and looks different. `grows`:
   * a list separated by commas, and exactly one more is in it now. `stays`: what
   * the others are seen by (the table of an index); the statement leaves it alone.
   */
  readonly becomes: "there" | "gone" | "other" | "put" | "grows" | "stays";
  /** It may rightly be so already: `IF EXISTS`, `IF NOT EXISTS`, a change that changes nothing. */
  readonly optional?: true;
  /**
   * A boolean SQL expression that is true where it looks as this statement makes
   * it (the index has these columns), so that another's of the same name is not
   * taken for it.
   */
  readonly expects?: string;
}

/**
 * The look of what is there, but has nothing to tell it from another of its
 * name. Two of them prove nothing.
 */
export const BLIND = "?";

/** What proves how a statement went whose run ended before it could say so. */
export type Evidence =
  /** Running it again changes nothing that it has not changed already. */
  | { readonly kind: "harmless"; readonly because: string }
  | {
    readonly kind: "claims";
    readonly claims: readonly Claim[];
    /**
     * Statements sent before the question that judges, in a transaction that is
     * rolled back: they make what `expects` compares with.
     */
    readonly rehearsal?: readonly string[];
    /** What would make it prove more, in the same words as below. */
    readonly needs?: string;
  }
  /** Nothing that can be seen proves it: a person must say. */
  | {
    readonly kind: "none";
    readonly because: string;
    /** What would make it provable, for people: `the PROCESS privilege`. */
    readonly needs?: string;
  };

/** What looking for evidence may rely on. */
export interface EvidenceContext {
  readonly rules: LexicalRules;
  /** The session may read the engine's own ids of tables; see `StatementProofs.identityProbe`. */
  readonly identity: boolean;
}

/** How a statement went, as far as can be seen. */
export type Verdict =
  /** It took no effect, or running it again does no harm: run it. */
  | { readonly kind: "run" }
  | { readonly kind: "done" }
  /** What differs from before, in words, one each; empty where nothing can be seen. */
  | { readonly kind: "unclear"; readonly seen: readonly string[] };

/** What was seen of each claim, in their order. */
export type Looks = readonly (string | null)[];

/**
 * Judges a statement by what was seen before it began and what is seen now.
 *
 * @param expected Of each claim, whether its `expects` is true now (true where it has none)
 */
export function judge(
  evidence: Evidence,
  before: Looks,
  now: Looks,
  expected: readonly boolean[],
): Verdict {
  if (evidence.kind === "harmless") return { kind: "run" };
  if (evidence.kind === "none") return { kind: "unclear", seen: [] };
  const { claims } = evidence;
  if (before.length !== claims.length || now.length !== claims.length) {
    return { kind: "unclear", seen: [] };
  }
  const states = claims.map((claim, index) =>
    stateOf(claim, before[index] ?? null, now[index] ?? null, expected[index] ?? false)
  );
  const proves = claims.some(({ becomes }) => becomes !== "stays");
  if (proves && states.every((state) => state === "same")) return { kind: "run" };
  const made = states.map((state, index) =>
    state === "made" ||
    (state === "same" && hindersNothing(claims[index] as Claim, now[index] ?? null))
  );
  if (proves && made.every((is) => is)) return { kind: "done" };
  return {
    kind: "unclear",
    seen: claims.flatMap((claim, index) =>
      changeInWords(claim, before[index] ?? null, now[index] ?? null, states[index])
    ),
  };
}

/** What differs between two looks, in words: what a refused statement did all the same. */
export function differences(claims: readonly Claim[], before: Looks, now: Looks): string[] {
  return claims.flatMap((claim, index) =>
    (before[index] ?? null) === (now[index] ?? null)
      ? []
      : changeInWords(claim, before[index] ?? null, now[index] ?? null, "foreign")
  );
}

type State =
  | "same" // as before: the statement has not touched it
  | "made" // as the statement makes it
  | "blind" // it could not, or cannot, be seen for what it is, and so nothing can be told
  | "foreign"; // changed, and not as the statement would have

function stateOf(claim: Claim, before: string | null, now: string | null, fits: boolean): State {
  if (claim.becomes === "stays") return before === now ? "same" : "foreign";
  if (before === now) {
    if (now === BLIND) return "blind";
    return before === null && claim.becomes === "other" && !claim.optional ? "blind" : "same";
  }
  // rights that were given or taken show and hide what has not changed
  const hid = before === BLIND || now === BLIND;
  if (hid && !(claim.becomes === "put" && before === null)) return "blind";
  if (!fits && now !== null) return "foreign";
  switch (claim.becomes) {
    case "there":
      return before === null ? "made" : "foreign";
    case "gone":
      return now === null ? "made" : "foreign";
    case "other":
      return before !== null && now !== null ? "made" : "foreign";
    case "put":
      return now !== null ? "made" : "foreign";
    case "grows":
      return oneMore(before, now) ? "made" : "foreign";
  }
}

function oneMore(before: string | null, now: string | null): boolean {
  if (before === null || now === null) return false;
  const were = listed(before);
  const are = new Set(listed(now));
  return are.size === were.length + 1 && were.every((one) => are.has(one));
}

function listed(look: string): readonly string[] {
  return look === "" ? [] : look.split(",");
}

// Beside claims that are met, one that was met before the statement began proves
// nothing, and hinders nothing. What was not, and still is not, was not done.
function hindersNothing({ becomes, optional }: Claim, now: string | null): boolean {
  if (becomes === "stays") return true;
  if (!optional) return false;
  return becomes === "there" ? now !== null : becomes === "gone" ? now === null : true;
}

function changeInWords(
  claim: Claim,
  before: string | null,
  now: string | null,
  state: State | undefined,
): string[] {
  if (state === "blind") return [`${claim.what} cannot be seen`];
  if (before === now) return [`${claim.what} is as it was`];
  if (now === null) return [`${claim.what} is gone`];
  if (before === null) {
    return [`${claim.what} is there now${state === "foreign" ? ", but not as planned" : ""}`];
  }
  return [`${claim.what} has changed${state === "foreign" ? ", but not as planned" : ""}`];
}
