import { type Disturbance, needsServer } from "./disturbance.ts";

/** The server's processes are killed, and it is started again. */
export const crashServer: Disturbance = {
  name: "server killed",
  weight: 3,
  gated: false,
  unfit: (engine) =>
    needsServer(engine) ?? (engine.server === null ? "the server is not the harness's own" : null),
  strike: async ({ engine }) => {
    await engine.server?.crash();
    return [];
  },
};
