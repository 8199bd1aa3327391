import { type Disturbance, needsServer } from "./disturbance.ts";

/** The server ends the runner's sessions. */
export const endSession: Disturbance = {
  name: "session ended by the server",
  weight: 12,
  gated: false,
  // without any tool: CREATE TABLE and KILL at once leave the table on the other nodes only
  unfit: (engine) =>
    engine.name === "galera" ? "a cluster's own DDL does not survive it" : needsServer(engine),
  strike: async ({ database }) => {
    await database.endSessions();
    return [];
  },
};
