import { DunlinError } from "../errors.ts";
import type { Environment } from "../drivers/target.ts";
import type { Manifest } from "../migrations/manifest.ts";
import { VERSION } from "../version.ts";
import type { Command, CommandContext } from "./command.ts";
import type { AskPermission } from "./doctor/permissions.ts";
import { isDenial, readableEnvironment } from "./environment.ts";
import { exitCodeOf } from "./exit_code.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { LiveRegion } from "./live_region.ts";
import { withOrigin } from "./origin.ts";
import { type Call, parseArguments } from "./parse_arguments.ts";
import { type Output, outputOf } from "./output_format.ts";
import { hasColor, reportProblem } from "./report.ts";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "./settings.ts";
import type { Streams } from "./streams.ts";
import { type HearStrays, strayError } from "./stray.ts";
import { commandsOf } from "./tasks/commands_of.ts";
import { earlyOptions, refuseLateOptions } from "./tasks/early_options.ts";
import type { TasksInput } from "./tasks/own_tasks.ts";
import { usageError } from "./usage_error.ts";

// the process door knows this file only
export { terminalPrompts } from "./terminal_prompts.ts";

/** All of a process that the command line may touch. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly streams: Streams;
  /** How the program is called, in help and messages. */
  readonly program: string;
  /** Migrations the program brings with it; else they are read from a folder. */
  readonly manifest?: Manifest;
  /** Tasks the program brings with it; else a `tasks.ts` is looked for. */
  readonly tasks?: TasksInput;
  /** One file with all in it: no `tasks.ts` that happens to lie about belongs to it. */
  readonly compiled?: boolean;
  /** Ends the process at once; for a second interrupt that nothing else can answer. */
  readonly endNow: () => void;
  /** Has somebody hear what no code caught; left out, the runtime answers in its own way. */
  readonly hearStrays?: HearStrays;
  readonly now?: () => Date;
  /** Asks the runtime what it grants; left out where it has no permissions. */
  readonly askPermission?: AskPermission;
}

/** An invocation whose streams leave room for a live view. */
type Watched = Invocation & { readonly live: LiveRegion };

/**
 * argv → command → exit code. Everything that goes wrong is told; nothing is thrown.
 *
 * @returns 0 done; 1 the work failed; 2 the call or the configuration was
 * wrong; 3 a check found something; 4 the lock was not had in time.
 */
export async function runMain(given: Invocation): Promise<number> {
  const live = new LiveRegion(given.streams);
  const invocation = { ...given, streams: live.streams, live };
  const { argv, program, streams } = invocation;
  // what can be said of a call that was not understood
  let output: Output = { options: roughOptions(argv), streams, finish: () => {} };
  const told = () => ({ ...invocation, streams: output.streams });
  const endWith = (error: DunlinError) => {
    live.close();
    reportProblem(partsOf(told(), output.options), error);
    output.finish();
    invocation.endNow();
  };
  const endNow = () => {
    const { options, streams } = output;
    if (options["json"] || streams.finding) return endWith(ENDED);
    live.close();
    output.finish();
    invocation.endNow();
  };
  const unhear = invocation.hearStrays?.((thrown) => endWith(strayError(thrown)));
  const interrupts = listenForInterrupts((text) => streams.err(`${text}\n`), endNow);
  try {
    const early = earlyOptions(argv);
    const commands = await commandsOf(invocation, early);
    const call = parseArguments(argv, commands, program);
    output = { ...output, options: call.options };
    refuseLateOptions(early, call.options);
    output = await outputOf(call.options, streams, invocation.env);
    const asked = { ...withDefault(call, commands), options: output.options };
    return await dispatch(told(), asked, commands, interrupts);
  } catch (error) {
    return tellError(told(), output.options, error);
  } finally {
    live.close();
    output.finish();
    interrupts.dispose();
    unhear?.();
  }
}

/** For programs that read what is told: nothing more comes. */
const ENDED = new DunlinError("interrupted", "ended by a signal", {
  state: "what was not committed is rolled back by the database",
  next: "run the same command again: it goes on from there",
});

/** Where nothing was asked for, the task `default` is run, if the project has one. */
function withDefault(call: Call, commands: readonly Command[]): Call {
  if (call.command !== null || call.options["help"] || call.options["version"]) return call;
  return { ...call, command: commands.find(({ name }) => name === "default") ?? null };
}

async function dispatch(
  invocation: Watched,
  { command, args, words, options }: Call,
  commands: readonly Command[],
  interrupts: Interrupts,
): Promise<number> {
  const { streams, program } = invocation;
  const answer = (text: string, object: Readonly<Record<string, unknown>>) => {
    streams.out(options["json"] ? JSON.stringify(object) + "\n" : text);
    return 0;
  };
  if (options["version"]) {
    return answer(`${program} ${VERSION}\n`, { type: "version", program, version: VERSION });
  }
  const page = { columns: streams.columns, color: hasColor(partsOf(invocation, options)) };
  if (command === null) {
    const [{ renderOverview }, { tasksObject }] = await helpPages();
    return answer(renderOverview(commands, program, page), tasksObject(commands));
  }
  if (options["help"]) {
    const [{ renderHelp }, { helpObject }] = await helpPages();
    return answer(renderHelp(command, program, page), helpObject(command));
  }
  if (options["quiet"] && options["verbose"]) {
    throw usageError("--quiet and --verbose exclude each other", "give one of them");
  }
  const settings = command.standsAlone
    ? DEFAULT_SETTINGS
    : await readSettings(options, invocation.env);
  interrupts.setGrace(graceMs(options, settings));
  const context: CommandContext = {
    ...partsOf(invocation, options),
    commands,
    live: invocation.live,
    args,
    words,
    settings,
    signal: interrupts.signal,
    cancel: interrupts.cancel,
    setWork: (work) => interrupts.setWork(work),
  };
  try {
    return await (command satisfies Command).run(context);
  } catch (error) {
    throw withOrigin(error, settings);
  }
}

function helpPages() {
  return Promise.all([import("./help.ts"), import("./help_object.ts")]);
}

// orchestrators give a process half a minute before they kill it
const GRACE_SECONDS = 25;

function graceMs(options: Call["options"], { file }: Settings): number {
  const given = options["grace"] ?? file["grace"] ?? GRACE_SECONDS;
  const seconds = String(given).trim() === "" ? NaN : Number(given);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw usageError(
    `--grace cannot be ${JSON.stringify(given)}`,
    "it is a number of seconds, 0 or more",
  );
}

function partsOf(invocation: Invocation, options: Call["options"]) {
  const { streams, manifest, program, now, askPermission } = invocation;
  return {
    options,
    streams,
    env: readableEnvironment(invocation.env),
    manifest,
    program,
    now: now ?? (() => new Date()),
    ...(askPermission ? { askPermission } : {}),
  };
}

function tellError(invocation: Invocation, options: Call["options"], error: unknown): number {
  const told = error instanceof DunlinError ? error : unexpected(error);
  reportProblem({ ...partsOf(invocation, options) }, told);
  return exitCodeOf(told);
}

// A defect of dunlin's, or of a project's code: its words, no stack trace.
function unexpected(error: unknown): DunlinError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new DunlinError("unexpected", message, {
    next: isDenial(error)
      ? "give the program that permission"
      : "this was not expected; please report it with what led to it",
    cause: error,
  });
}

function roughOptions(argv: readonly string[]): Call["options"] {
  const json = argv.includes("--json") || argv.includes("--format=json");
  return { json, "no-color": argv.includes("--no-color") };
}
