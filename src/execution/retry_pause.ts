const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** How long to wait before the n-th retry, from 1: growing, and never the same for two runners. */
export function retryPauseMs(attempt: number): number {
  const whole = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + Math.random()));
}
