import { canonicalVersion, compareVersions, type VersionOrder } from "./version.ts";

/**
 * The version of a new migration, newer than every one of the folder and
 * written in the folder's manner:
 *
 * - `YYYYMMDDHHmmss` in UTC, where the folder is empty or its newest version
 *   reads as a date; moved on by a second behind the newest if the clock is not
 *   behind it. A newest with more digits (milliseconds) keeps its width.
 * - Seconds or milliseconds since 1970, where the newest reads as one.
 * - Otherwise a running number: the newest plus one, as wide as the newest.
 *
 * @param now The clock; nothing else here knows the time.
 */
export function nextVersion(
  existing: readonly string[],
  now: Date,
  order: VersionOrder = "number",
): string {
  const newest = existing.reduce<string | null>(
    (best, one) => best === null || compareVersions(one, best, order) > 0 ? one : best,
    null,
  );
  const stamp = timestamp(now);
  if (newest === null) return stamp;
  const fromClock = likeNewest(newest, stamp, now);
  if (fromClock !== null && compareVersions(fromClock, newest, order) > 0) return fromClock;
  return secondBehind(newest) ?? plusOne(newest);
}

/** `YYYYMMDDHHmmss` in UTC. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** The clock in the manner of the newest version; null for running numbers. */
function likeNewest(newest: string, stamp: string, now: Date): string | null {
  if (startsWithDate(newest)) return stamp.padEnd(newest.length, "0");
  if (/^[12]\d{9}$/.test(newest)) return String(Math.floor(now.getTime() / 1000));
  if (/^[12]\d{12}$/.test(newest)) return String(now.getTime());
  return null;
}

/** `20260301`, with or without a time of day behind it. */
function startsWithDate(version: string): boolean {
  return /^(19|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/.test(version) &&
      [8, 10, 12].includes(version.length) || version.length >= 14 && readTime(version) !== null;
}

function secondBehind(newest: string): string | null {
  const time = newest.length === 14 ? readTime(newest) : null;
  return time === null ? null : timestamp(new Date(time.getTime() + 1000));
}

/** The moment the first fourteen digits say, if they say one. */
function readTime(version: string): Date | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(version) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const valid = !Number.isNaN(time.getTime()) && timestamp(time) === version.slice(0, 14);
  return valid && time.getUTCFullYear() >= 1900 && time.getUTCFullYear() < 9999 ? time : null;
}

function plusOne(newest: string): string {
  return String(BigInt(canonicalVersion(newest)) + 1n).padStart(newest.length, "0");
}
