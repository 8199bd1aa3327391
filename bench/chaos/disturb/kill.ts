import type { Disturbance } from "./disturbance.ts";

/** The runner's process is gone at once. */
export const kill: Disturbance = {
  name: "SIGKILL",
  weight: 50,
  gated: false,
  fatal: true,
  unfit: () => null,
  strike: ({ runner }) => {
    runner.signal("SIGKILL");
    return Promise.resolve([]);
  },
};
