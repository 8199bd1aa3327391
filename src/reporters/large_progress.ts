import { sizeWords } from "../size_words.ts";

/** How far a large file has come: `41 % · 412 MB of 1 GB · 3.1 M rows`. */
export function largeProgress(
  { bytes, totalBytes, rows }: {
    readonly bytes: number;
    readonly totalBytes: number;
    readonly rows: number;
  },
): string {
  const share = Math.floor(100 * Math.min(1, bytes / Math.max(1, totalBytes)));
  const parts = [`${share} %`, `${sizeWords(bytes)} of ${sizeWords(totalBytes)}`];
  if (rows > 0) parts.push(`${roundCount(rows)} ${rows === 1 ? "row" : "rows"}`);
  return parts.join(" · ");
}

/** From ten thousand on in thousands, from a million on in millions. */
function roundCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return count >= 1e4 ? `${Math.floor(count / 1e3)} k` : String(count);
}
