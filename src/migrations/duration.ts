const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** The longest time the databases' own settings can hold: 2^31 - 1 milliseconds. */
const LONGEST_MS = 2_147_483_647;

/**
 * Reads `250ms`, `2s`, `1.5s`, `10min`, `1h`, or `0` (no limit) as milliseconds.
 *
 * @returns Null if the text is no such duration, no whole number of
 * milliseconds, or longer than 2^31 - 1 of them (about 24 days).
 */
export function readDuration(text: string): number | null {
  if (text === "0") return 0;
  const match = /^(\d{1,10}(?:\.\d{1,3})?) ?(ms|s|min|h)$/.exec(text);
  if (match === null) return null;
  const durationMs = Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN);
  const whole = Math.round(durationMs);
  return Math.abs(whole - durationMs) < 1e-6 && whole <= LONGEST_MS ? whole : null;
}
