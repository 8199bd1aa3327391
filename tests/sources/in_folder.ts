import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Runs a test in a folder of its own with these files in it (name, also with
 * folders, to content), and removes it whatever happens.
 */
export async function inFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-sources-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
