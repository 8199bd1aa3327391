import { createHash } from "node:crypto";
import type { HistoryEntry } from "../plan/history.ts";

/**
 * The histories a runner expects to find: what its files would have left behind,
 * all of them or all but the newest few. The server compares them with what it
 * has by a digest; only where none is the same, it sends its rows.
 */
export interface ExpectedHistory {
  /** In the order they leave: of `n` fewer rows it is the first ones that are there. */
  readonly entries: readonly HistoryEntry[];
  /** How few of them there may be. */
  readonly least: number;
}

/** How many characters of a row's hash each sum takes: 60 bits, which every server's integers hold. */
export const PIECE = 15;
/** Where in a row's hash, counted from 1, the pieces begin that are summed up. */
export const PIECES: readonly number[] = [1, 1 + PIECE, 1 + 2 * PIECE];

/**
 * What a digest is made of, for a row: everything that decides whether anything
 * is to be done. A server says the same in {@linkcode PIECES}; a row with a value
 * nobody wrote has `?` before it, and is like none that is expected.
 */
export function rowText({ kind, namespace, version, checksum, id }: HistoryEntry): string {
  return `${kind} ${namespace} ${version} ${checksum} ${id}`;
}

/**
 * The digests of the expected histories, as the server says them: how many rows,
 * then the sums of three pieces of every row's SHA-256. Sums need no order, which
 * servers have each of their own, and no text that grows with the history. Two
 * histories that differ share all three by chance once in 2^180.
 */
export function digestsOf({ entries, least }: ExpectedHistory): readonly string[] {
  const sums = PIECES.map(() => 0n);
  const digests: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const hash = createHash("sha256").update(rowText(entry), "utf8").digest("hex");
    PIECES.forEach((start, piece) => {
      const hex = hash.slice(start - 1, start - 1 + PIECE);
      sums[piece] = (sums[piece] as bigint) + BigInt(`0x${hex}`);
    });
    const count = index + 1;
    if (count >= least) digests.push([count, ...sums].join(" "));
  }
  return digests;
}
