import type { CodeModule } from "./migration.ts";

/** The value `migrations/mod.ts` exports; structural, so that it imports nothing. */
export interface Manifest {
  /** Of the manifest's shape: 2 brings texts when they are asked for, 1 with itself. */
  readonly format: 1 | 2;
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
  /** The file's whole text, or what imports it. */
  readonly text: string | (() => Promise<{ readonly default: string }>);
  /** What a TypeScript file exports, or what imports it. */
  readonly module?: CodeModule | (() => Promise<CodeModule>);
}
