import type { LargeText } from "./large_text.ts";
import type { CodeModule, Directives } from "./migration.ts";

/** A text that a source does not hold, but can bring. */
export interface LateText {
  /** SHA-256 in hex, as `checksum.ts` computes it; absent where nobody has looked at the text yet. */
  readonly checksum?: string;
  /** What stands at its head, where that has been looked at. */
  readonly directives?: Directives;
  /** The text of that checksum, or its bytes. @throws {DunlinError} If it is another, or not there */
  load(): Promise<string | Uint8Array>;
}

/** One file as a source gives it, before anything is read into it. */
export interface SourceFile {
  /** Its name in the folder: `1_a.up.sql`. A folder among the files ends in `/`. */
  readonly name: string;
  /** As the user knows it, for messages. */
  readonly path: string;
  /** Its bytes (a folder) or text (a manifest). Empty for a stray file nobody has to read, and for a late one. */
  readonly content: Uint8Array | string;
  /** The whole of a file of SQL that is too large to be held; `content` is its head then, whole lines. */
  readonly large?: LargeText;
  /** Its text comes when it is needed; until then its checksum stands for it. */
  readonly late?: LateText;
  /** The namespace of its source; absent or empty for the project's own. */
  readonly namespace?: string;
  /** A TypeScript migration that its manifest has imported. */
  readonly module?: CodeModule;
  /** How to import a TypeScript migration. */
  readonly load?: () => Promise<CodeModule>;
}
