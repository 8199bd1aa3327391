import { parseArgs } from "node:util";
import { nearestWord } from "../src/nearest_word.ts";
import type { DatabaseName } from "../tests/contract/databases.ts";

/** What the bench was asked for. */
export interface BenchOptions {
  /** Names of races; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly engines: readonly DatabaseName[];
  /** Parts of contenders' names; undefined for all. */
  readonly contenders: readonly string[] | undefined;
  /** Measured runs of each contender, where there is time for them. */
  readonly rounds: number;
  /** For all races together; nobody is cut off in a run, so it may take somewhat longer. */
  readonly minutes: number;
  /** Migrations near the server, and recorded ones. */
  readonly many: number;
  /** Migrations far from it. */
  readonly far: number;
  /** The size of a large file, in MB. */
  readonly megabytes: number;
  /** Migrations of the long history. */
  readonly long: number;
  /** Also a file of 1 GB. */
  readonly huge: boolean;
  /** Peers are taken from npm. */
  readonly peers: boolean;
  /** Keep what came out, and make the page of it. */
  readonly write: boolean;
  /** Only make the page of what is kept. */
  readonly render: boolean;
  /** Only count round trips. */
  readonly counts: boolean;
  /** Print the results as JSON, not as tables. */
  readonly json: boolean;
}

const ENGINES: readonly DatabaseName[] = ["postgres", "mysql", "mariadb", "sqlite"];

/**
 * Reads the arguments of `deno task bench`.
 *
 * @param races The names of all races.
 * @throws {TypeError} If one is not understood; the nearest good word is named.
 */
export function readOptions(argv: readonly string[], races: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string", multiple: true },
      engine: { type: "string", multiple: true },
      contender: { type: "string", multiple: true },
      pairs: { type: "string", default: "5" },
      minutes: { type: "string", default: "15" },
      many: { type: "string", default: "1000" },
      far: { type: "string", default: "100" },
      megabytes: { type: "string", default: "100" },
      long: { type: "string", default: "10000" },
      huge: { type: "boolean", default: false },
      "no-peers": { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      render: { type: "boolean", default: false },
      counts: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  // "large" is all races that begin so, unless one has that very name
  const groupOf = (word: string) => {
    const group = races.includes(word) ? [] : races.filter((name) => name.startsWith(word));
    return group.length > 0 ? group : [word];
  };
  return {
    only: words("only", values.only?.flatMap((list) => list.split(",")).flatMap(groupOf), races),
    engines: words("engine", values.engine, ENGINES) ?? ENGINES,
    contenders: values.contender?.flatMap((list) => list.split(",")),
    rounds: whole("pairs", values.pairs),
    minutes: whole("minutes", values.minutes),
    many: whole("many", values.many),
    far: whole("far", values.far),
    megabytes: whole("megabytes", values.megabytes),
    long: whole("long", values.long),
    huge: values.huge,
    peers: !values["no-peers"],
    write: values.write,
    render: values.render,
    counts: values.counts,
    json: values.json,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new TypeError(`--${name} ${text}: expected a whole number from 1`);
  }
  return value;
}

function words<Word extends string>(
  option: string,
  given: readonly string[] | undefined,
  known: readonly Word[],
): readonly Word[] | undefined {
  return given?.flatMap((list) => list.split(",")).map((word) => {
    const found = known.find((each) => each === word);
    if (found !== undefined) return found;
    const near = nearestWord(word, known);
    const meant = near === null ? `one of ${known.join(", ")}` : `did you mean ${near}?`;
    throw new TypeError(`--${option} ${word}: ${meant}`);
  });
}
