import { setTimeout as pause } from "node:timers/promises";
import { type Disturbance, needsServer } from "./disturbance.ts";

/** Nothing passes any more and nobody is told; the runner is given up, its session stays for now. */
export const blackHole: Disturbance = {
  name: "black hole",
  weight: 0.15,
  gated: true,
  fatal: true,
  unfit: needsServer,
  strike: async ({ gate, runner, random }) => {
    gate?.hold();
    await Promise.race([runner.ended, pause(random.int(50, 400))]);
    runner.signal("SIGKILL");
    return [];
  },
};

/** Nothing passes for a while, then everything that was held. */
export const stall: Disturbance = {
  name: "stall",
  weight: 4,
  gated: true,
  unfit: needsServer,
  strike: async ({ gate, runner, random, another }) => {
    gate?.hold();
    const other = another();
    await Promise.race([runner.ended, pause(random.int(100, 700))]);
    gate?.resume();
    return [await other.ended];
  },
};
