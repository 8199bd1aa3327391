import type { SourceFile } from "../migrations/source_file.ts";

export type { Manifest, ManifestFile } from "../migrations/manifest.ts";
export type { SourceFile } from "../migrations/source_file.ts";

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
  /**
   * The same with texts that come when they are needed, for those who need few of
   * them; without it `list` is asked.
   *
   * @throws {DunlinError} As `list`
   */
  listLate?(): Promise<readonly SourceFile[]>;
}
