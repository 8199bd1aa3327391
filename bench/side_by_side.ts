/** One way of doing a thing, timed. */
export interface Contender {
  readonly name: string;
  /** Milliseconds of one run; what it prepares and cleans up does not count. */
  run(): Promise<number>;
}

/** What the runs of a contender took, in milliseconds. */
export interface Times {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Two contenders that took turns. */
export interface Comparison {
  readonly ours: Times;
  readonly raw: Times;
  /** Ours divided by the raw one's: of each pair of neighbouring runs. */
  readonly ratio: Times;
}

/**
 * Lets two contenders take turns, so that whatever slows the machine meanwhile
 * slows both; the first pair warms up and does not count.
 */
export async function sideBySide(
  ours: Contender,
  raw: Contender,
  pairs: number,
): Promise<Comparison> {
  const times: { readonly ours: number; readonly raw: number }[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    // neither is always the one that finds the caches warm
    const first = pair % 2 === 0 ? ours : raw;
    const second = first === ours ? raw : ours;
    const [one, other] = [await first.run(), await second.run()];
    if (pair > 0) {
      times.push(first === ours ? { ours: one, raw: other } : { ours: other, raw: one });
    }
  }
  return {
    ours: summarize(times.map((pair) => pair.ours)),
    raw: summarize(times.map((pair) => pair.raw)),
    ratio: summarize(times.map((pair) => pair.ours / pair.raw)),
  };
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
