import { resolve } from "node:path";
import { DunlinError } from "../errors.ts";

/**
 * What the file system said of a folder or file, as an error with words. Errors
 * that are values already pass unchanged.
 *
 * @param path As the user knows it.
 */
export function folderFailure(path: string, error: unknown): DunlinError {
  if (error instanceof DunlinError) return error;
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  const parts = { where: { file: path }, cause: error };
  if (name === "NotCapable") {
    return new DunlinError("permission-denied", `Deno may not read ${path}`, {
      ...parts,
      next: `run it with --allow-read=${path}`,
    });
  }
  switch (code) {
    case "ENOENT":
      return new DunlinError("missing-folder", `there is no folder ${fullPath(path)}`, {
        ...parts,
        next: "create it with `dunlin init`, or name another with --dir",
      });
    case "ENOTDIR":
      return new DunlinError("missing-folder", `${fullPath(path)} is a file, not a folder`, {
        ...parts,
        next: "name the folder of the migrations with --dir",
      });
    case "EACCES":
    case "EPERM":
      return new DunlinError("permission-denied", `${fullPath(path)} may not be read`, {
        ...parts,
        next: "give this user the right to read it",
      });
    default:
      return new DunlinError("io", `${path} cannot be read: ${message ?? String(error)}`, {
        ...parts,
        next: "see that the path is right and the disk is well",
      });
  }
}

/** Absolute where the runtime lets the working folder be known. */
function fullPath(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}
