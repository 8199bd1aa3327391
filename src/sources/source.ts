import type { CodeModule } from "../migrations/migration.ts";

/** One file as a source gives it, before anything is read into it. */
export interface SourceFile {
  /** Its name in the folder: `1_a.up.sql`. */
  readonly name: string;
  /** As the user knows it, for messages. */
  readonly path: string;
  /** Its bytes (a folder) or text (a manifest). */
  readonly content: Uint8Array | string;
  /** A manifest's static import of a TypeScript migration. */
  readonly module?: CodeModule;
  /** How to import a TypeScript migration from a folder. */
  readonly load?: () => Promise<CodeModule>;
}

/** Where migrations come from. */
export interface Source {
  /** For messages: a folder's path, or "manifest". */
  readonly description: string;
  /** The namespace of its migrations; empty for the project's own. */
  readonly namespace: string;
  /**
   * All files of the source, sorted by name, stray ones included: nothing is
   * skipped in silence.
   *
   * @throws {DunlinError} `missing-folder`, `manifest-damaged`, `io`
   */
  list(): Promise<readonly SourceFile[]>;
}

/** The value `migrations/mod.ts` exports; structural, so that it imports nothing. */
export interface Manifest {
  readonly format: 1;
  readonly count: number;
  readonly files: readonly ManifestFile[];
}

/** One file of a manifest. */
export interface ManifestFile {
  readonly name: string;
  /** SHA-256 in hex of the text, as `checksum.ts` computes it. */
  readonly checksum: string;
  readonly text: string;
  readonly module?: CodeModule;
}
