import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The command line of a program that lies beside the system, in the folder of
 * an unpacked package: its own loader, with its own libraries.
 *
 * @param paths Where below `root` it may lie; the first that is there is taken.
 */
export async function unpackedCommand(
  root: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const libraries: string[] = [join(root, "usr/lib/mysql/private")];
  let loader: string | undefined;
  for (const lib of [join(root, "usr/lib"), join(root, "lib")]) {
    if (!existsSync(lib)) continue;
    for (const triplet of (await readdir(lib)).filter((name) => name.endsWith("-linux-gnu"))) {
      libraries.push(join(lib, triplet));
      const name = (await readdir(join(lib, triplet))).find((file) => /^ld-linux.*\.so/.test(file));
      if (name !== undefined) loader = join(lib, triplet, name);
    }
  }
  const program = paths.map((path) => join(root, path)).find((path) => existsSync(path));
  if (loader === undefined || program === undefined) {
    throw new Error(`${root} does not hold ${paths.join(" or ")}`);
  }
  return [loader, "--library-path", libraries.join(":"), program];
}
