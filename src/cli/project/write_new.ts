import { mkdir, stat, writeFile } from "node:fs/promises";
import { DunlinError } from "../../errors.ts";
import { writeFailure } from "../../sources/write_failure.ts";

/** Makes a folder and those above it. @returns Whether it was not there. @throws {DunlinError} */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    return await mkdir(path, { recursive: true }) !== undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST" && code !== "ENOTDIR") throw writeFailure(path, error);
    throw new DunlinError("file-exists", `${path} cannot be made: a file is in its place`, {
      where: { file: path },
      next: "move that file elsewhere, or name another folder with --dir",
      cause: error,
    });
  }
}

/** Writes a file that is not there yet. @returns What was done, in words. @throws {DunlinError} */
export async function writeNew(path: string, text: string): Promise<string> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return `wrote ${path}`;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return `left ${path} as it is`;
    throw writeFailure(path, error);
  }
}

/** Whether something of that name is in the working folder. */
export async function fileIsThere(path: string): Promise<boolean> {
  return await stat(path).then(() => true, () => false);
}
