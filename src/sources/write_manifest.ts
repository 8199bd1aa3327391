import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import {
  isInlineManifest,
  isManifestSource,
  type ManifestInput,
  renderManifest,
} from "../migrations/render_manifest.ts";
import { directory } from "./directory.ts";
import { filePath, folderPath } from "./folder_path.ts";
import { manifestInputs } from "./manifest_inputs.ts";
import { readManifest } from "./stale.ts";
import { writeFailure } from "./write_failure.ts";

/** What {@linkcode writeManifest} did. */
export interface WrittenManifest {
  /** As the user knows it: `migrations/mod.ts`. */
  readonly path: string;
  /** How many files it holds. */
  readonly count: number;
  /** False if it was like that already; then nothing was written. */
  readonly changed: boolean;
}

/**
 * Writes `mod.ts` of a folder, whole or not at all: beside it first, then in
 * its place. A `mod.ts` that somebody wrote by hand is left alone. Several
 * processes may do so at once: what each put in place it holds against the folder
 * again, so that the last of them has seen every file.
 *
 * @param options `inline` left out keeps the way the present manifest is written.
 * @throws {DunlinError} `missing-folder`, `invalid-migrations`, `file-exists`, `permission-denied`, `io`
 */
export async function writeManifest(
  folder: string | URL,
  options: { readonly inline?: boolean } = {},
): Promise<WrittenManifest> {
  const path = folderPath(folder);
  for (let changed = false;; changed = true) {
    const { inputs, present } = await writableManifest(folder);
    const inline = options.inline ?? (present !== null && isInlineManifest(present));
    const source = renderManifest(inputs, { inline });
    if (present === source) {
      return { path: filePath(path, "mod.ts"), count: inputs.length, changed };
    }
    await replaceManifest(path, source);
  }
}

/**
 * What a manifest would be written from, and the present one: for those who want
 * to know first whether it can be.
 *
 * @throws {DunlinError} As {@linkcode writeManifest}.
 */
export async function writableManifest(
  folder: string | URL,
): Promise<{ readonly inputs: readonly ManifestInput[]; readonly present: string | null }> {
  const path = folderPath(folder);
  const inputs = await manifestInputs(await directory(folder).list());
  const present = await readManifest(path);
  if (present !== null && present.trim() !== "" && !isManifestSource(present)) {
    throw notOurs(filePath(path, "mod.ts"));
  }
  return { inputs, present };
}

async function replaceManifest(path: string, source: string): Promise<void> {
  const beside = join(path, `.mod.ts.${randomUUID()}`);
  try {
    await writeFile(beside, source, { flag: "wx" });
    await rename(beside, join(path, "mod.ts"));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {}); // the first error is the one to tell
    throw writeFailure(filePath(path, "mod.ts"), error);
  }
}

function notOurs(path: string): DunlinError {
  return new DunlinError("file-exists", `${path} is there and is not a manifest dunlin wrote`, {
    where: { file: path },
    next: "move it elsewhere, or remove it, then run `dunlin manifest`",
  });
}
