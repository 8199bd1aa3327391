import { nearestWord } from "../nearest_word.ts";
import type { TlsMode } from "./target.ts";

const MODES: Readonly<Record<string, TlsMode>> = {
  // libpq
  "disable": "disable",
  "allow": "allow",
  "prefer": "prefer",
  "require": "require",
  "verify-ca": "verify-ca",
  "verify-full": "verify-full",
  "no-verify": "require", // node-postgres
  // mysql and mariadb clients
  "disabled": "disable",
  "preferred": "prefer",
  "required": "require",
  "verify_ca": "verify-ca",
  "verify_identity": "verify-full",
  "verify-identity": "verify-full",
  // Go's and JDBC's `tls=`, `ssl=`
  "false": "disable",
  "0": "disable",
  "off": "disable",
  "no": "disable",
  "true": "verify-full",
  "1": "verify-full",
  "on": "verify-full",
  "yes": "verify-full",
  "skip-verify": "require",
};

/**
 * A TLS mode from any of the usual spellings. A bare `true` verifies: whoever
 * asks for TLS without more words expects to be safe.
 */
export function tlsMode(text: string): TlsMode | null {
  return MODES[text.toLowerCase()] ?? null;
}

/** What to say of a mode that {@linkcode tlsMode} does not know. */
export function tlsModeAdvice(text: string): string {
  const names = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
  const guess = nearestWord(text, names);
  return guess === null ? `use one of: ${names.join(", ")}` : `did you mean "${guess}"?`;
}
