import type { CodeModule } from "./migration.ts";

/** The value `migrations/mod.ts` exports; structural, so that it imports nothing. */
export interface Manifest {
  /** Of the manifest's shape. */
  readonly format: 1;
  /** How many files it must hold. */
  readonly count: number;
  /** Sorted by name. */
  readonly files: readonly ManifestFile[];
}

/** One file of a manifest. */
export interface ManifestFile {
  /** The file's name, without its folder. */
  readonly name: string;
  /** SHA-256 in hex of the text, as `checksum.ts` computes it. */
  readonly checksum: string;
  /** The file's whole text. */
  readonly text: string;
  /** What a TypeScript file exports. */
  readonly module?: CodeModule;
}
