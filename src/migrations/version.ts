/** How versions are put in order: as numbers (the default), or as text. */
export type VersionOrder = "number" | "text";

/** Whether a text can be a version: one or more ASCII digits, of any length. */
export function isVersion(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/**
 * The version as the history knows it: leading zeros stripped, `0` stays.
 *
 * @throws {RangeError} If the text is not digits.
 */
export function canonicalVersion(version: string): string {
  if (!isVersion(version)) throw new RangeError(`not a version: ${JSON.stringify(version)}`);
  return version.replace(/^0+(?=[0-9])/, "");
}

/**
 * Negative, zero or positive, as `Array.prototype.sort` wants it. Versions are
 * digits of any length, so that twenty digits (more than 64 bits) keep their
 * order. As numbers `001` equals `1`; as text it comes before.
 */
export function compareVersions(a: string, b: string, order: VersionOrder = "number"): number {
  if (order === "text" || a.length === b.length) return compareText(a, b); // the same for as many digits
  const left = canonicalVersion(a);
  const right = canonicalVersion(b);
  return left.length - right.length || compareText(left, right);
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
