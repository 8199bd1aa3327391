import { blackHole, stall } from "./black_hole.ts";
import { crashServer } from "./crash_server.ts";
import { cut } from "./cut.ts";
import type { Disturbance } from "./disturbance.ts";
import { fullDisk } from "./full_disk.ts";
import { endSession } from "./end_session.ts";
import { interrupt } from "./interrupt.ts";
import { kill } from "./kill.ts";
import { longStop, stop } from "./stop.ts";

/** Every way to be in the way that the random runs know. */
export const DISTURBANCES: readonly Disturbance[] = [
  kill,
  endSession,
  cut,
  stall,
  blackHole,
  stop,
  longStop,
  interrupt,
  crashServer,
  fullDisk,
];
