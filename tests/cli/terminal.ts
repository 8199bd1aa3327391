import { execFileSync } from "node:child_process";
import process from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { bareEnvironment, commandLine } from "./program.ts";

/** What this uses of `@lydell/node-pty`. */
interface Pty {
  readonly pid: number;
  onData(listener: (data: string) => void): void;
  onExit(listener: (ended: { exitCode: number; signal?: number }) => void): void;
  write(data: string): void;
  resize(columns: number, rows: number): void;
}

/** What this uses of `@xterm/headless`. */
interface Screen {
  readonly buffer: {
    readonly active: {
      readonly length: number;
      getLine(index: number): {
        readonly isWrapped: boolean;
        translateToString(trimRight: boolean): string;
      } | undefined;
    };
  };
  readonly modes: { readonly showCursor?: boolean };
  write(data: string, done: () => void): void;
  resize(columns: number, rows: number): void;
}

const modules = await Promise.all([import("@lydell/node-pty"), import("@xterm/headless")])
  .catch((error) => error as Error);

/** Why there is no pseudo-terminal here; false if there is one. */
export const noTerminal: string | false = modules instanceof Error
  ? `no pseudo-terminal: ${modules.message.split("\n")[0]}`
  : "Bun" in globalThis
  ? "node-pty hangs up at once on Bun; Deno shows it"
  : false;

/** How a session is opened. */
export interface SessionOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

const open = new Set<TerminalSession>();
const PATIENCE_MS = 20_000;

/**
 * A program in a real pseudo-terminal, and the screen as a person sees it:
 * what was drawn over is gone.
 */
export class TerminalSession {
  readonly #pty: Pty;
  readonly #screen: Screen;
  readonly #listeners = new Set<() => void>();
  /** Resolves with the exit code, once all it said is on the screen. */
  readonly ended: Promise<number>;
  /** Everything the program sent, as it was sent. */
  raw = "";
  #columns: number;
  #pending = 0;
  #exit: number | null = null;

  /** Opens one with the words of a command; by default this repository's program. */
  constructor(words: readonly string[], options: SessionOptions) {
    if (modules instanceof Error) throw modules;
    const [{ spawn }] = modules;
    const { columns = 80, rows = 24, cwd, env = {} } = options;
    const [command = "", ...args] = words;
    const size = { cols: columns, rows };
    this.#columns = columns;
    this.#screen = openScreen(columns, rows);
    const { TERM: _, CI: __, ...bare } = bareEnvironment();
    this.#pty = spawn(command, [...args], {
      ...size,
      cwd,
      name: env["TERM"] ?? "xterm-256color", // it is what TERM becomes
      env: { ...bare, ...env },
    }) as unknown as Pty;
    open.add(this);
    const awake = setInterval(() => {}, PATIENCE_MS); // a pty alone keeps no runtime from ending
    this.ended = new Promise((resolve) => {
      const settle = () => this.#exit !== null && this.#pending === 0 && resolve(this.#exit);
      this.#pty.onData((data) => {
        this.raw += data;
        this.#pending++;
        this.#screen.write(data, () => {
          this.#pending--;
          this.#listeners.forEach((listener) => listener());
          settle();
        });
      });
      this.#pty.onExit(({ exitCode, signal }) => {
        open.delete(this);
        clearInterval(awake);
        this.#exit = signal ? 128 + signal : exitCode;
        this.#listeners.forEach((listener) => listener());
        settle();
      });
    });
  }

  /** The lines on the screen and above it, wrapped ones joined, without empty ones at the end. */
  get lines(): readonly string[] {
    return linesOf(this.#screen, this.#columns);
  }

  /** The same as one text, with a line end. */
  get text(): string {
    return this.lines.join("\n") + "\n";
  }

  /** Resolves once the screen fits; rejects, with the screen, if it never does. */
  async shows(words: RegExp): Promise<string> {
    let listen = () => {};
    try {
      return await new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${why} ${words}:\n${this.text}`));
        const timer = setTimeout(() => fail("the screen never showed"), PATIENCE_MS);
        listen = () => {
          if (words.test(this.text)) resolve(this.text);
          else if (this.#exit !== null && this.#pending === 0) fail("it ended without");
          else return;
          clearTimeout(timer);
        };
        this.#listeners.add(listen);
        listen();
      });
    } finally {
      this.#listeners.delete(listen);
    }
  }

  /** Resolves once the program has said something more; rejects, with the screen, if it never does. */
  changes(): Promise<void> {
    return new Promise((resolve, reject) => {
      const listen = () => {
        this.#listeners.delete(listen);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(listen);
        reject(new Error(`nothing more was said:\n${this.text}`));
      }, PATIENCE_MS);
      this.#listeners.add(listen);
    });
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /**
   * As a person drags the window: the program hears of it. Meanwhile it is held,
   * and all it has said is on the screen: no screen could tell for which width
   * something was meant that is still on its way.
   */
  async resize(columns: number, rows = 24): Promise<void> {
    this.kill("SIGSTOP");
    try {
      await this.#until(() => /^T/.test(stateOf(this.#pty.pid)));
      const said = this.raw.length;
      this.type(ECHO); // comes back behind all the program has said
      await this.#until(() => this.#pending === 0 && this.raw.slice(said).includes(ECHO));
      this.#resize(columns, rows);
    } finally {
      this.kill("SIGCONT");
    }
  }

  async #until(holds: () => boolean): Promise<void> {
    for (const began = Date.now(); !holds(); await nextTurn()) {
      if (Date.now() - began > PATIENCE_MS) throw new Error(`it never stood still:\n${this.text}`);
    }
  }

  #resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.#pty.pid, signal);
  }

  /** Whether the cursor is to be seen, as the program last said. */
  get showsCursor(): boolean {
    return this.raw.lastIndexOf("\x1b[?25h") >= this.raw.lastIndexOf("\x1b[?25l");
  }
}

/** Moves the cursor to the right, where it disturbs nothing, and is never said by itself. */
const ECHO = "\u00a0";

/** What the system says of a process: `T` if it is stopped, `S`, `R` … */
function stateOf(pid: number): string {
  return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
}

function openScreen(columns: number, rows: number): Screen {
  if (modules instanceof Error) throw modules;
  const [, headless] = modules;
  // CommonJS: under Node its names are those of the default export
  const { Terminal } = headless.Terminal ? headless : headless.default;
  return new Terminal({
    cols: columns,
    rows,
    scrollback: 10_000,
    allowProposedApi: true,
  }) as unknown as Screen;
}

function linesOf({ buffer: { active } }: Screen, columns: number): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < active.length; index++) {
    const line = active.getLine(index);
    const text = line?.translateToString(false) ?? "";
    if (line?.isWrapped) lines.push((lines.pop() ?? "").padEnd(columns) + text);
    else lines.push(text);
  }
  return lines.map((line) => line.trimEnd()).join("\n").trimEnd().split("\n");
}

/** What a terminal of that size shows, and has scrolled away, once it was sent this. */
export async function screenText(data: string, columns: number, rows: number): Promise<string> {
  const screen = openScreen(columns, rows);
  await new Promise<void>((resolve) => screen.write(data, resolve));
  return linesOf(screen, columns).join("\n") + "\n";
}

/** Ends what a test that failed has left running. */
export function endSessions(): void {
  for (const session of open) session.kill("SIGKILL");
}

/** The program of this repository in a pseudo-terminal. */
export function inTerminal(args: readonly string[], options: SessionOptions): TerminalSession {
  return new TerminalSession(commandLine(args), options);
}
