import type { Manifest } from "../migrations/manifest.ts";
import type { Environment } from "../drivers/target.ts";
import type { AskPermission } from "./doctor/permissions.ts";
import type { Work } from "./interrupts.ts";
import type { LiveRegion } from "./live_region.ts";
import type { Settings } from "./settings.ts";
import type { Streams } from "./streams.ts";

/** One option of a command, as `--help` shows it. */
export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** The placeholder of its value: `VERSION`. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
  /** What it may be, where that is a list. */
  readonly choices?: readonly string[];
  /** May be given several times; its values are one text then, with NUL between them. */
  readonly many?: true;
  /** May stand without a value, which then is this. */
  readonly bare?: string;
  /** The default, for people. */
  readonly fallback?: string;
}

/** Options by name, without the dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values a call gave; those it did not give are absent. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** What a command works with. */
export interface CommandContext {
  /** What stands behind the command's name, options taken out. */
  readonly args: readonly string[];
  /** Everything that stands behind it, as it was typed. */
  readonly words: readonly string[];
  readonly options: OptionValues;
  readonly settings: Settings;
  readonly streams: Streams;
  readonly env: Environment;
  /** The compiled-in migrations, where the program brought some. */
  readonly manifest: Manifest | undefined;
  /** Every command there is, also those of the project's own tasks. */
  readonly commands: readonly Command[];
  /** How this program is called. */
  readonly program: string;
  /** Aborted by the first interrupt: finish what was begun, then stop. */
  readonly signal: AbortSignal;
  /** Aborted by the second: stop the running statement. */
  readonly cancel: AbortSignal;
  /** Told what an interrupt would hit from now on. */
  readonly setWork: (work: Work) => void;
  readonly now: () => Date;
  /** Asks the runtime what it grants; absent where it has no permissions. */
  readonly askPermission?: AskPermission;
  /** Lines at the bottom of the terminal that can be drawn anew. */
  readonly live?: LiveRegion;
}

/** A named task of the command line, as a value: parsing and help follow from it. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line, without a period. */
  readonly summary: string;
  /** What stands behind the name: `[N]`, `NAME`. */
  readonly usage?: string;
  /** How many arguments it takes. */
  readonly args: { readonly least: number; readonly most: number };
  readonly options: OptionSpecs;
  /** More than the summary says, in whole sentences. */
  readonly details?: string;
  readonly examples?: readonly string[];
  /** Needs neither environment nor configuration: works where those are broken. */
  readonly standsAlone?: true;
  /** A project that adds a task of this name means its own alone; else it would run behind this. */
  readonly givesWay?: true;
  /** A task of the project's own: what stands behind its name is its own affair. */
  readonly own?: true;
  /** Whole names of the tasks that run before it, where the project said so. */
  readonly needs?: readonly string[];
  /** @returns The exit code. */
  run(context: CommandContext): Promise<number>;
}

/** A command; the function is where its type is checked. */
export function defineCommand(command: Command): Command {
  return command;
}
