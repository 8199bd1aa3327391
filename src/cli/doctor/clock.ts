import { type Check, ok, warning } from "./check.ts";

/** Moments of one question after the time. All in milliseconds since 1970. */
export interface ClockReading {
  readonly asked: number;
  readonly answered: number;
  readonly server: number;
  /** The session's time zone, as the server names it. */
  readonly serverZone: string;
  /** This machine's. */
  readonly zone: string;
}

const MOST_OFFSET_MS = 60_000;

/**
 * How far the server's clock is from this machine's. Leases and the history go
 * by the server's alone; the versions of new migrations come from this one.
 */
export function checkClock({ asked, answered, server, serverZone, zone }: ClockReading): Check {
  const offset = server - (asked + answered) / 2;
  // within the time the question was under way nothing is known
  const least = Math.max(0, Math.abs(offset) - (answered - asked) / 2);
  const more = [`time zones: ${serverZone} there, ${zone} here; dunlin writes UTC`];
  if (least < 1000) return ok("clock", "both clocks say the same, within a second", more);
  const says = `the server's clock is ${spoken(least)} ${
    offset > 0 ? "ahead of" : "behind"
  } this one`;
  if (least < MOST_OFFSET_MS) return ok("clock", says, more);
  return {
    ...warning(
      "clock",
      says,
      "set the one that is wrong (NTP); new migrations get their version from this machine's",
    ),
    more,
  };
}

function spoken(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
