import { DunlinError } from "../errors.ts";
import { folderFailure } from "./folder_failure.ts";

/**
 * What the file system said of a file that its folder lists: one that vanished
 * or cannot be read is no missing folder.
 *
 * @param path As the user knows it.
 */
export function fileFailure(path: string, error: unknown): DunlinError {
  const failure = folderFailure(path, error);
  if (failure.code !== "missing-folder") return failure;
  return new DunlinError("io", `${path} is listed in its folder and cannot be opened`, {
    where: { file: path },
    next: "remove it if it is a dangling link, or run this again",
    cause: error,
  });
}
