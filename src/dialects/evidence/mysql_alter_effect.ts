import type { Claim } from "./evidence.ts";

/** What one action of an ALTER TABLE, or a statement that is one by another name, does. */
export type Effect =
  /** Something with a name comes, goes, or is renamed. */
  | {
    readonly kind: "named";
    readonly of: "column" | "index" | "foreign" | "check" | "constraint" | "partition" | "table";
    readonly name: string;
    readonly claim: Claim;
    /** A rename, which undoes itself where two of them swap names. */
    readonly renames?: true;
  }
  /** Something without a name of the statement's own comes: proved where nothing else is. */
  | { readonly kind: "unnamed"; readonly claims: readonly Claim[] }
  /** Done again it does nothing. */
  | { readonly kind: "repeatable" }
  /** Done again it does more, and nothing shows that it was done. */
  | { readonly kind: "opaque"; readonly because: string; readonly needs?: string };

/** An action whose outcome needs no proof. */
export const REPEATABLE: Effect = { kind: "repeatable" };

/** An action that nothing proves. */
export function opaque(because: string, needs?: string): Effect {
  return needs === undefined ? { kind: "opaque", because } : { kind: "opaque", because, needs };
}
