import { DunlinError } from "../errors.ts";

/**
 * What the file system said when a file could not be written, with words.
 *
 * @param path As the user knows it.
 */
export function writeFailure(path: string, error: unknown): DunlinError {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  const parts = { where: { file: path }, cause: error };
  if (name === "NotCapable") {
    return new DunlinError("permission-denied", `Deno may not write ${path}`, {
      ...parts,
      next: `run it with --allow-write=${path.replace(/[^/]*$/, "") || "."}`,
    });
  }
  if (code === "EEXIST") {
    return new DunlinError("file-exists", `${path} is there already`, {
      ...parts,
      next: "choose another name, or remove the file",
    });
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new DunlinError("permission-denied", `${path} may not be written`, {
      ...parts,
      next: "give this user the right to write in the folder",
    });
  }
  return new DunlinError("io", `${path} cannot be written: ${message ?? String(error)}`, {
    ...parts,
    next: "see that the path is right and the disk has room",
  });
}
