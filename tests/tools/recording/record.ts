import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { commandLine } from "../../cli/program.ts";
import { TerminalSession } from "../../cli/terminal.ts";

/** Something that appeared on the screen: seconds since the beginning, and what. */
export type Shown = readonly [seconds: number, data: string];

/** A session of a terminal. Source: docs.asciinema.org, asciicast v2. */
export interface Recording {
  readonly columns: number;
  readonly rows: number;
  readonly shown: readonly Shown[];
}

const SIZE = { columns: 100, rows: 30 };
// deno-lint-ignore no-control-regex
const CONTROLS = /\x1b\[[?\d;]*[A-Za-z]/g;
const KEY_SECONDS = 0.04;
const READ_SECONDS = 1.5;

/**
 * Types lines into a real shell in a real pseudo-terminal, in an empty folder
 * where `dunlin` is the program of this repository, and keeps what is shown.
 * Only the pace of the keys is made: a person is slower than a test.
 */
export async function record(lines: readonly string[]): Promise<Recording> {
  const home = mkdtempSync(join(tmpdir(), "dunlin-recording-"));
  try {
    const bin = join(home, "bin");
    const cwd = join(home, "birds");
    for (const folder of [bin, cwd]) mkdirSync(folder);
    const words = commandLine([]).map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    writeFileSync(join(bin, "dunlin"), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(bin, "dunlin"), 0o755);
    return { ...SIZE, shown: await typed(lines, cwd, bin) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function typed(lines: readonly string[], cwd: string, bin: string): Promise<Shown[]> {
  const shown: Shown[] = [];
  let seconds = 0;
  // what is typed is shown by us, key by key
  const shell = ["bash", "--norc", "--noprofile", "--noediting", "-i"];
  const path = `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
  const session = new TerminalSession(["sh", "-c", `stty -echo; exec ${shell.join(" ")}`], {
    ...SIZE,
    cwd,
    env: { PS1: "$ ", PATH: path, BASH_SILENCE_DEPRECATION_WARNING: "1" },
  });
  let from = 0;
  const prompted = async () => {
    while (!/(^|\n)\$ $/.test(session.raw.slice(from).replaceAll(CONTROLS, ""))) {
      await session.changes();
    }
    const said = session.raw.slice(from);
    from = session.raw.length;
    shown.push([seconds, said]);
    seconds += READ_SECONDS;
  };
  await prompted();
  for (const line of lines) {
    for (const key of [...line, "\r\n"]) shown.push([seconds += KEY_SECONDS, key]);
    session.type(`${line}\n`);
    await prompted();
  }
  session.type("exit\n");
  await session.ended;
  return shown;
}

/** The recording as a file: asciicast v2, a JSON value a line. */
export function toCast({ columns, rows, shown }: Recording): string {
  const head = { version: 2, width: columns, height: rows, title: "five minutes with dunlin" };
  const lines = shown.map(([seconds, data]) => [Math.round(seconds * 1000) / 1000, "o", data]);
  return [head, ...lines].map((line) => JSON.stringify(line) + "\n").join("");
}

/** The other way round. */
export function fromCast(text: string): Recording {
  const [head, ...lines] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  return {
    columns: head.width,
    rows: head.height,
    shown: lines.map(([seconds, , data]) => [seconds, data]),
  };
}
