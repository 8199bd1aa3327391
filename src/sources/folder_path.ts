import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A folder's path as the user knows it: relative to the working folder if it lies below it. */
export function folderPath(folder: string | URL): string {
  if (typeof folder === "string" && !folder.startsWith("file:")) return folder;
  const url = typeof folder === "string" ? new URL(folder) : folder;
  if (url.protocol !== "file:") throw new TypeError(`not a folder on disk: ${url.protocol}…`);
  const path = fileURLToPath(url).replace(/(?<=.)[\\/]+$/, "");
  try {
    const near = relative(resolve("."), path);
    return near === "" || near.startsWith("..") ? path : near;
  } catch {
    return path; // without the permission to know the working folder
  }
}

/** A file's path for messages, with `/` on every system. */
export function filePath(folder: string, name: string): string {
  return join(folder, name).replaceAll("\\", "/");
}

/** How a file is imported. */
export function fileHref(folder: string, name: string): string {
  return pathToFileURL(resolve(folder, name)).href;
}
