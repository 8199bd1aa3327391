import { readdir } from "node:fs/promises";
import { readFileName } from "../../migrations/file_name.ts";
import { canonicalVersion, compareVersions } from "../../migrations/version.ts";
import type { CommandContext } from "../command.ts";
import { readSettings } from "../settings.ts";
import type { Candidate } from "./complete.ts";

/**
 * The versions of the project a line of words is about, by the names of its
 * files alone. The environment is not asked: the folder never comes from there.
 *
 * @param words Behind the program's name; `--dir` and `--config` among them count.
 * @throws What the configuration or the file system has to say.
 */
export async function knownVersions(
  words: readonly string[],
  manifest: CommandContext["manifest"],
): Promise<readonly Candidate[]> {
  const names = manifest
    ? manifest.files.map(({ name }) => name)
    : await readdir(await folderOf(words));
  const found = new Map<string, Candidate>();
  for (const name of names) {
    const reading = readFileName(name);
    if (reading.kind !== "migration" || reading.parts.kind !== "versioned") continue;
    const { version, name: description } = reading.parts;
    found.set(canonicalVersion(version), { value: version, description });
  }
  return [...found.values()].sort((a, b) => compareVersions(a.value, b.value));
}

async function folderOf(words: readonly string[]): Promise<string> {
  const [dir, config] = [valueOf(words, "--dir"), valueOf(words, "--config")];
  const { dir: setting } = await readSettings({
    ...(dir === undefined ? {} : { dir }),
    ...(config === undefined ? {} : { config }),
  }, {});
  return setting.value;
}

// the last word is still being typed
function valueOf(words: readonly string[], name: string): string | undefined {
  const before = words.slice(0, -1);
  const joined = before.findLast((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = before.lastIndexOf(name);
  return at < 0 ? undefined : before[at + 1];
}
