import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder of one test's own. */
export interface OwnFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an {@linkcode OwnFolder} among the system's temporary files. */
export async function ownFolder(): Promise<OwnFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "dunlin-binary-")));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
