import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import { readFileName } from "../migrations/file_name.ts";
import { compareText } from "../migrations/version.ts";
import { folderFailure } from "./folder_failure.ts";
import { fileHref, filePath, folderPath } from "./folder_path.ts";
import { importCode } from "./import_code.ts";
import { checkNamespace } from "./namespace.ts";
import type { Source, SourceFile } from "./source.ts";

/** How many files are read at once. */
const CONCURRENCY = 32;

/** Settings of a source. */
export interface SourceOptions {
  /** Letters, digits, `_`, `-` and `.`; left out or empty for the project's own. */
  readonly namespace?: string;
}

/**
 * A folder on disk as a source. Files known to be no migrations are left out,
 * stray ones and folders (their names end in `/`) are listed; the content of
 * stray files is read only where it may be SQL or TypeScript. TypeScript migrations
 * are imported when first needed.
 *
 * `list()` throws a {@linkcode DunlinError} `missing-folder`, `permission-denied` or `io`.
 *
 * @param folder A path (relative ones start at the working folder) or a `file:` URL.
 * @throws {TypeError} If it is a URL of another kind.
 */
export function directory(folder: string | URL, options: SourceOptions = {}): Source {
  const path = folderPath(folder);
  const namespace = checkNamespace(options.namespace ?? "");
  return { description: path, namespace, list: () => listFolder(path, namespace) };
}

async function listFolder(path: string, namespace: string): Promise<readonly SourceFile[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw folderFailure(path, error);
  }
  const files: SourceFile[] = [];
  let next = 0;
  const readOn = async () => {
    for (let entry = entries[next++]; entry !== undefined; entry = entries[next++]) {
      const file = await readEntry(path, namespace, entry);
      if (file !== null) files.push(file);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, readOn));
  return files.sort((a, b) => compareText(a.name, b.name));
}

async function readEntry(
  folder: string,
  namespace: string,
  entry: Dirent,
): Promise<SourceFile | null> {
  const path = filePath(folder, entry.name);
  const full = join(folder, entry.name);
  try {
    const kind = entry.isSymbolicLink() ? await stat(full) : entry;
    const name = kind.isDirectory() ? `${entry.name}/` : entry.name;
    const reading = readFileName(name);
    if (reading.kind === "ignored") return null;
    const own = namespace === "" ? {} : { namespace };
    if (kind.isDirectory()) return { name, path: `${path}/`, content: "", ...own };
    if ((reading.kind === "migration" || reading.kind === "hook") && !kind.isFile()) {
      throw notAFile(path);
    }
    const wanted = kind.isFile() && (reading.kind === "migration" || /\.(sql|ts)$/i.test(name));
    if (!wanted) return { name, path, content: "", ...own };
    const content = await readFile(full);
    const file = { name, path, content, ...own };
    if (reading.kind !== "migration" || reading.parts.content !== "code") return file;
    return { ...file, load: () => importCode({ href: fileHref(folder, name), path, content }) };
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** A file that vanished or cannot be read is no missing folder. */
function fileFailure(path: string, error: unknown): DunlinError {
  const failure = folderFailure(path, error);
  if (failure.code !== "missing-folder") return failure;
  return new DunlinError("io", `${path} is listed in its folder and cannot be opened`, {
    where: { file: path },
    next: "remove it if it is a dangling link, or run this again",
    cause: error,
  });
}

function notAFile(path: string): DunlinError {
  return new DunlinError("io", `${path} is not a regular file`, {
    where: { file: path },
    next: "replace it with a file, or move it out of the migrations folder",
  });
}
