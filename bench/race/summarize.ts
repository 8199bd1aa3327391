/** What something took, in milliseconds, or how often it took it. */
export interface Times {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median, least and most. @throws {RangeError} Of nothing. */
export function summarize(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) throw new RangeError("Expected values");
  const middle = sorted.length / 2;
  const around = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return { median: around.reduce((sum, value) => sum + value, 0) / around.length, least, most };
}
