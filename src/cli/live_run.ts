import type { Event } from "../events/event.ts";
import type { Migrator } from "../execution/migrator.ts";
import { liveLines } from "../reporters/live_lines.ts";
import {
  advanceLive,
  type LiveSignal,
  type LiveState,
  NOTHING_LIVE,
} from "../reporters/live_view.ts";
import type { CommandContext } from "./command.ts";
import { hasColor } from "./report.ts";
import { type LiveRun, UNSEEN } from "./watched_run.ts";

const SLOW_MS = 2000;
const ASK_EVERY_MS = 1000;

/** Draws a run at the bottom of the terminal, if there is one to draw on. */
export function openLiveRun(context: CommandContext): LiveRun {
  const { live, signal } = context;
  if (live === undefined) return UNSEEN;
  const color = hasColor(context);
  let state: LiveState = NOTHING_LIVE;
  let movedMs = performance.now();
  let askedMs = 0;
  let migrator: Migrator | null = null;
  const advance = (event: Event | LiveSignal) => {
    state = advanceLive(state, event, performance.now());
  };
  const ask = async (nowMs: number) => {
    if (migrator === null || state.current === null) return;
    if (nowMs - movedMs < SLOW_MS || nowMs - askedMs < ASK_EVERY_MS) return;
    askedMs = Infinity; // one question at a time
    const by = await migrator.blocking();
    askedMs = performance.now();
    advance({ type: "blocking", by: state.current === null ? [] : by });
  };
  const moved = (event: Event | LiveSignal) => {
    movedMs = performance.now();
    advance(event);
  };
  const stopping = () => advance({ type: "stopping" });
  const opened = live.open((columns) => {
    const nowMs = performance.now();
    ask(nowMs).catch(() => migrator = null); // it is a comfort, and stops nothing
    return liveLines(state, { columns, nowMs, color });
  });
  if (!opened) return UNSEEN;
  signal.addEventListener("abort", stopping, { once: true });
  return {
    hear: moved,
    onStatement: (done) => moved({ type: "statement_done", ...done }),
    watch: (value) => migrator = value,
    close: () => {
      migrator = null;
      signal.removeEventListener("abort", stopping);
      live.close();
    },
  };
}
