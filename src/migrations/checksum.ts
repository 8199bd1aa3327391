import { createHash } from "node:crypto";

/**
 * SHA-256 in hex, lower case, of a migration's text as UTF-8 after
 *
 * 1. one BOM (U+FEFF) at the start is removed,
 * 2. line ends are evened out: CR LF and a lone CR become LF,
 * 3. white space (space, tab, LF, VT, FF) at the end of the file is removed.
 *
 * White space at the end of a line inside the file counts, because it may
 * stand inside a string. So a checkout on Windows, or an editor that adds a
 * final newline, changes nothing.
 */
export function checksum(text: string): string {
  return createHash("sha256").update(normalizeText(text), "utf8").digest("hex");
}

/** The text that is hashed; see {@linkcode checksum}. */
export function normalizeText(text: string): string {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const even = text.slice(start).replace(/\r\n?/g, "\n");
  let end = even.length;
  while (end > 0 && isTrailingSpace(even.charCodeAt(end - 1))) end--;
  return even.slice(0, end);
}

function isTrailingSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0c);
}
