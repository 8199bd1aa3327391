import { parseArgs } from "node:util";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { EngineName } from "./engines/engine.ts";
import { ENGINES } from "./engines/open_engine.ts";

/** What the harness was asked for. */
export interface ChaosOptions {
  readonly engines: readonly EngineName[];
  /** How many projects for each engine. */
  readonly runs: number;
  /** No further project once that many disturbances have landed. */
  readonly target: number;
  readonly seed: number;
  /** The first project's number. */
  readonly from: number;
  /** How often a project is disturbed at most. */
  readonly kills: number;
  readonly program: readonly string[];
  /** Names of disturbances; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly json: boolean;
  /** A line for each project, and for each disturbance. */
  readonly verbose: boolean;
  readonly everyGap: boolean;
  /** Names of scenarios; empty for none. */
  readonly scenarios: readonly string[];
  readonly ci: boolean;
  /** Print the project and do nothing. */
  readonly show: boolean;
}

const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));

/** @throws {TypeError} If an argument is not understood */
export function readOptions(argv: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      engine: { type: "string", multiple: true },
      runs: { type: "string", default: "20" },
      target: { type: "string", default: "Infinity" },
      seed: { type: "string", default: "1" },
      run: { type: "string" },
      kills: { type: "string", default: "6" },
      program: { type: "string" },
      only: { type: "string", multiple: true },
      verbose: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      "every-gap": { type: "boolean", default: false },
      scenario: { type: "string", multiple: true, default: [] },
      ci: { type: "boolean", default: false },
      show: { type: "boolean", default: false },
    },
  });
  const engines = (values.engine ?? [...ENGINES]).flatMap((list) => list.split(","));
  return {
    engines: engines as EngineName[],
    runs: values.run === undefined ? number("runs", values.runs) : 1,
    target: number("target", values.target),
    seed: number("seed", values.seed),
    from: values.run === undefined ? 1 : number("run", values.run),
    kills: number("kills", values.kills),
    program: programOf(values.program),
    only: values.only?.flatMap((list) => list.split(",")),
    json: values.json,
    verbose: values.verbose,
    everyGap: values["every-gap"],
    scenarios: values.scenario.flatMap((list) => list.split(",")),
    ci: values.ci,
    show: values.show,
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (Number.isNaN(value) || value < 0) {
    throw new TypeError(`--${name} ${text}: expected a number`);
  }
  return value;
}

/** A path of a compiled program, or words before which the command line's file stands last. */
function programOf(given: string | undefined): readonly string[] {
  if (given !== undefined) return given.split(" ").map((word) => word === "cli.ts" ? cli : word);
  const flags = process.versions["deno"] === undefined ? [] : ["run", "--allow-all", "--quiet"];
  return [process.execPath, ...flags, cli];
}
