import type { Event } from "../events/event.ts";
import type { StatementListener } from "../events/statement_done.ts";
import type { Migrator } from "../execution/migrator.ts";
import { liveLines } from "../reporters/live_lines.ts";
import {
  advanceLive,
  type LiveSignal,
  type LiveState,
  NOTHING_LIVE,
} from "../reporters/live_view.ts";
import type { CommandContext } from "./command.ts";
import { hasColor, verbosityOf } from "./report.ts";

const SLOW_MS = 2000;
const ASK_EVERY_MS = 1000;

/** A run as it is watched on a terminal. */
export interface LiveRun {
  readonly hear: (event: Event) => void;
  readonly onStatement: StatementListener;
  /** From now on a statement that takes long is asked who blocks it. */
  watch(migrator: Migrator): void;
  close(): void;
}

/** Where a run is told in lines alone: nothing is drawn. */
const UNSEEN: LiveRun = { hear: () => {}, onStatement: () => {}, watch: () => {}, close: () => {} };

/**
 * Whether a person watches: on a terminal that can move its cursor, not in CI,
 * and not where more, less or JSON was asked for.
 */
export function isWatched({ streams, options, env }: CommandContext): boolean {
  return streams.isTerminal && !options["json"] && verbosityOf({ options, env }) === "normal" &&
    env["TERM"] !== "dumb" && !env["CI"];
}

/** Opens the live view of a run, where somebody watches. */
export function openLiveRun(context: CommandContext): LiveRun {
  const { live, signal } = context;
  if (live === undefined || !isWatched(context)) return UNSEEN;
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
