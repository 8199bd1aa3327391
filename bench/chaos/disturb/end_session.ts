import { type Disturbance, needsServer } from "./disturbance.ts";

/** The server ends the runner's sessions. */
export const endSession: Disturbance = {
  name: "session ended by the server",
  weight: 12,
  gated: false,
  unfit: needsServer,
  strike: async ({ database }) => {
    await database.endSessions();
    return [];
  },
};
