const SPACE = "\u00a0"; // no line ends between a figure and its unit

/** A time as a page has it: `6.2 ms`, `431 ms`, `12.4 s`. */
export function spoken(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)}${SPACE}ms`;
  if (ms < 10_000) return `${Math.round(ms).toLocaleString("en-US")}${SPACE}ms`;
  return `${(ms / 1000).toFixed(1)}${SPACE}s`;
}

/** How many times something is as long as something else: `0.92 ×`, `12 ×`. */
export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? (ratio < 2 ? 2 : 1) : 0)}${SPACE}×`;
}
