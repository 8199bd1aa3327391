import type { Claim, Evidence } from "./evidence.ts";

/** Done again it changes nothing. */
export function harmless(because: string): Evidence {
  return { kind: "harmless", because };
}

/** Nothing that can be seen proves it. */
export function none(because: string, needs?: string): Evidence {
  return { kind: "none", because, ...(needs === undefined ? {} : { needs }) };
}

/** These prove it. */
export function claims(...all: Claim[]): Evidence {
  return { kind: "claims", claims: all };
}

/** The statement is not written as dunlin knows it. */
export const UNREADABLE: Evidence = none("the names in it cannot be read");
