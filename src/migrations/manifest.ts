import type { CodeModule } from "./migration.ts";

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
