import { setTimeout as pause } from "node:timers/promises";
import type { Disturbance } from "./disturbance.ts";

/** Ctrl-C twice, or SIGTERM twice, with a moment or none in between. */
export const interrupt: Disturbance = {
  name: "two signals",
  weight: 10,
  gated: false,
  unfit: () => null,
  strike: async ({ runner, random }) => {
    const name = random.pick(["SIGINT", "SIGTERM"] as const);
    runner.signal(name);
    await pause(random.int(0, 60));
    runner.signal(name);
    return [];
  },
};
