import { type Disturbance, needsServer } from "./disturbance.ts";

/** The way to the server breaks, once. */
export const cut: Disturbance = {
  name: "cut",
  weight: 12,
  gated: true,
  unfit: needsServer,
  strike: ({ gate }) => {
    gate?.cut();
    return Promise.resolve([]);
  },
};
