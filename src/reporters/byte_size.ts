/** Bytes for people: `512 bytes`, `412 MB`, `1.05 GB`; a kB is 1024 bytes. */
export function byteSize(bytes: number): string {
  const unit = UNITS.find(([size]) => bytes >= size);
  if (unit === undefined) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const value = bytes / unit[0];
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit[1]}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [2 ** 30, "GB"],
  [2 ** 20, "MB"],
  [2 ** 10, "kB"],
];

/** How far a large file has come: `41 % · 412 MB of 1 GB · 3.1 M rows`. */
export function largeProgress(
  { bytes, totalBytes, rows }: {
    readonly bytes: number;
    readonly totalBytes: number;
    readonly rows: number;
  },
): string {
  const share = Math.floor(100 * Math.min(1, bytes / Math.max(1, totalBytes)));
  const parts = [`${share} %`, `${byteSize(bytes)} of ${byteSize(totalBytes)}`];
  if (rows > 0) parts.push(`${roundCount(rows)} ${rows === 1 ? "row" : "rows"}`);
  return parts.join(" · ");
}

/** From ten thousand on in thousands, from a million on in millions. */
function roundCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return count >= 1e4 ? `${Math.floor(count / 1e3)} k` : String(count);
}
