import type { LargeText } from "./large_text.ts";
import type { CodeModule } from "./migration.ts";

/** One file as a source gives it, before anything is read into it. */
export interface SourceFile {
  /** Its name in the folder: `1_a.up.sql`. A folder among the files ends in `/`. */
  readonly name: string;
  /** As the user knows it, for messages. */
  readonly path: string;
  /** Its bytes (a folder) or text (a manifest). Empty for a stray file nobody has to read. */
  readonly content: Uint8Array | string;
  /** The whole of a file of SQL that is too large to be held; `content` is its head then, whole lines. */
  readonly large?: LargeText;
  /** The namespace of its source; absent or empty for the project's own. */
  readonly namespace?: string;
  /** A manifest's static import of a TypeScript migration. */
  readonly module?: CodeModule;
  /** How to import a TypeScript migration from a folder. */
  readonly load?: () => Promise<CodeModule>;
}
