import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import { compareManifest, staleManifest, type Staleness } from "../migrations/compare_manifest.ts";
import type { Manifest } from "../migrations/manifest.ts";
import { directory } from "./directory.ts";
import { folderFailure } from "./folder_failure.ts";
import { filePath, folderPath } from "./folder_path.ts";
import { manifestInputs } from "./manifest_inputs.ts";

/**
 * How a folder has moved on from the manifest a program was started with; null
 * if it has not, or if the folder is not there (a binary on a server).
 *
 * @throws {DunlinError} `invalid-migrations`, `permission-denied`, `io`
 */
export async function findStale(
  manifest: Manifest,
  folder: string | URL,
): Promise<Staleness | null> {
  try {
    return compareManifest(manifest, await manifestInputs(await directory(folder).list()));
  } catch (error) {
    if (error instanceof DunlinError && error.code === "missing-folder") return null;
    throw error;
  }
}

/**
 * Compares `mod.ts` in a folder with the files beside it: `manifest --check`.
 *
 * @throws {DunlinError} `manifest-stale` if it is stale or not there,
 * `missing-folder`, `invalid-migrations`, `permission-denied`, `io`
 */
export async function checkManifest(folder: string | URL): Promise<void> {
  const path = folderPath(folder);
  const inputs = await manifestInputs(await directory(folder).list());
  const manifestPath = filePath(path, "mod.ts");
  const source = await readManifest(path);
  if (source === null) {
    throw new DunlinError("manifest-stale", `there is no ${manifestPath}`, {
      where: { file: manifestPath },
      next: "run `dunlin manifest`",
    });
  }
  const stale = compareManifest(source, inputs);
  if (stale !== null) throw staleManifest(manifestPath, stale);
}

/**
 * The source of the manifest in a folder, or null if it has none.
 *
 * @throws {DunlinError} `permission-denied`, `io`
 */
export async function readManifest(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, "mod.ts"), "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw folderFailure(filePath(folder, "mod.ts"), error);
  }
}
