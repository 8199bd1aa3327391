import type { Claim, Evidence } from "./evidence.ts";
import type { Effect } from "./mysql_alter_effect.ts";

type NamedEffect = Extract<Effect, { kind: "named" }>;

/**
 * What proves a statement that does all of its effects or none of them: one
 * that shows is proof of the others, also of those that cannot be seen.
 */
export function atomicEvidence(effects: readonly Effect[]): Evidence {
  const named = effects.filter((effect) => effect.kind === "named");
  const { kept, opposed } = withoutOpposed(named);
  const all = [...effects.filter((effect) => effect.kind !== "named"), ...kept, ...opposed];
  const claims = kept.map(({ claim }) => claim);
  if (claims.some(({ optional }) => optional !== true)) return { kind: "claims", claims };
  const unnamed = all.flatMap((effect) => effect.kind === "unnamed" ? effect.claims : []);
  const hidden = all.find((effect) => effect.kind === "opaque");
  if (unnamed.length > 0) return { kind: "claims", claims: distinct([...claims, ...unnamed]) };
  if (hidden !== undefined) {
    const { because, needs } = hidden;
    return { kind: "none", because, ...(needs === undefined ? {} : { needs }) };
  }
  return claims.length > 0 ? { kind: "claims", claims: distinct(claims) } : {
    kind: "harmless",
    because: "it says how the table shall be, and done again it changes nothing more",
  };
}

/** A name that both comes and goes shows neither. */
function withoutOpposed(
  named: readonly NamedEffect[],
): { kept: NamedEffect[]; opposed: Effect[] } {
  const kept: NamedEffect[] = [];
  const opposed: Effect[] = [];
  for (const effect of named) {
    const others = named.filter((other) => isSameName(effect, other) && opposes(effect, other));
    if (others.length === 0) kept.push(effect);
    else opposed.push(remade(effect, others));
  }
  return { kept, opposed };
}

function isSameName(one: NamedEffect, other: NamedEffect): boolean {
  const sameKind = one.of === other.of ||
    (one.of !== "column" && other.of !== "column" &&
      (one.of === "constraint" || other.of === "constraint"));
  return sameKind && one.name.toLowerCase() === other.name.toLowerCase();
}

function opposes(one: NamedEffect, other: NamedEffect): boolean {
  return one.claim.becomes !== other.claim.becomes;
}

// an index dropped and made again is the same each time; a column loses what was written meanwhile
function remade(effect: NamedEffect, others: readonly NamedEffect[]): Effect {
  const swaps = [effect, ...others].some(({ renames }) => renames === true);
  return swaps || effect.of === "column" || effect.of === "partition"
    ? {
      kind: "opaque",
      because: `${effect.claim.what} both goes and comes, and looks the same before and after`,
    }
    : { kind: "repeatable" };
}

function distinct(claims: readonly Claim[]): readonly Claim[] {
  const seen = new Set<string>();
  return claims.filter(({ what, look, becomes }) => {
    const key = `${what}\0${look}\0${becomes}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
