import { setTimeout as pause } from "node:timers/promises";
import type { Disturbance } from "./disturbance.ts";

/** The runner stands still while another one starts, then goes on as if nothing had been. */
export const stop: Disturbance = {
  name: "SIGSTOP for a moment",
  weight: 6,
  gated: false,
  unfit: () => null,
  strike: async ({ runner, another, random }) => {
    runner.signal("SIGSTOP");
    const other = another();
    await Promise.race([other.ended, pause(random.int(100, 900))]);
    runner.signal("SIGCONT");
    return [await other.ended];
  },
};

/** The runner stands still until another one has taken over and is done, then goes on. */
export const longStop: Disturbance = {
  name: "SIGSTOP until taken over",
  weight: 0.1,
  gated: false,
  // a file's lock is the process's own: it goes with it, and never before
  unfit: ({ flavor }) => flavor === "sqlite" ? "nobody takes a file over from a living one" : null,
  strike: async ({ runner, another }) => {
    runner.signal("SIGSTOP");
    const first = await another().ended;
    const ends = first.code === 4 ? [first, await another().ended] : [first];
    runner.signal("SIGCONT");
    return ends;
  },
};
