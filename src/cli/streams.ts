import type { Finding } from "../reporters/finding.ts";
import type { Prompts } from "./prompts.ts";

/** A terminal that is written to. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** How wide it is now; it may change. */
  readonly columns: number;
  /** How high it is now. */
  readonly rows: number;
}

/** What the command line has of the process; a test brings its own. */
export interface Streams {
  /** Writes text as it is to standard output. */
  readonly out: (text: string) => void;
  /** The same, to standard error. */
  readonly err: (text: string) => void;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** How wide it is; Infinity for a file or another program, where nothing is cut. */
  readonly columns: number;
  /** Asks for more than a line; null or absent where nobody can answer. */
  readonly prompts?: Prompts | null;
  /** Whether standard error is one, too; as standard output if left out. */
  readonly errorIsTerminal?: boolean;
  /** Standard output as a screen, where it is a terminal. */
  readonly terminal?: Terminal | null;
  /** Asks a question and reads one line; null where nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Hears what a person should look at, where a CI service is told of it (`--format`). */
  readonly finding?: (finding: Finding) => void;
}
