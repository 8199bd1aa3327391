import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DunlinError } from "../errors.ts";
import { readFileName } from "../migrations/file_name.ts";
import { LARGE_FILE_BYTES } from "../migrations/large_text.ts";
import { compareText } from "../migrations/version.ts";
import { type Disk, eachOf, SHORT_BYTES } from "./disk.ts";
import { fileFailure } from "./file_failure.ts";
import { folderFailure } from "./folder_failure.ts";
import { fileHref, filePath, folderPath } from "./folder_path.ts";
import { lateDown, lateUp } from "./late_file.ts";
import { checkNamespace } from "./namespace.ts";
import type { Source, SourceFile } from "./source.ts";

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
  return directoryWithLimit(folder, options, LARGE_FILE_BYTES);
}

/**
 * {@linkcode directory} with another size from which on a file of SQL is not
 * held, but read in pieces.
 *
 * @param largeBytes Larger files are `large`.
 */
export function directoryWithLimit(
  folder: string | URL,
  options: SourceOptions,
  largeBytes: number,
): Source {
  const path = folderPath(folder);
  const namespace = checkNamespace(options.namespace ?? "");
  const list = (late: boolean) => listFolder(path, { namespace, largeBytes, late });
  return { description: path, namespace, list: () => list(false), listLate: () => list(true) };
}

interface Listing {
  readonly namespace: string;
  readonly largeBytes: number;
  /** SQL is read when it is needed. */
  readonly late: boolean;
}

async function listFolder(
  path: string,
  listing: Listing,
): Promise<readonly SourceFile[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw folderFailure(path, error);
  }
  const files = await eachOf(entries, (entry, disk) => readEntry(path, entry, listing, disk));
  return files.flatMap((file) => file ?? []).sort((a, b) => compareText(a.name, b.name));
}

async function readEntry(
  folder: string,
  entry: Dirent,
  { namespace, largeBytes, late }: Listing,
  disk: Disk,
): Promise<SourceFile | null> {
  const path = filePath(folder, entry.name);
  const full = join(folder, entry.name);
  try {
    const kind = entry.isSymbolicLink() ? await disk.stat(full) : entry;
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
    if (late && reading.kind === "migration" && reading.parts.content === "down") {
      return { name, path, ...lateDown({ full, path }, disk, largeBytes), ...own };
    }
    const isCode = /\.ts$/i.test(name);
    const short = isCode ? null : await disk.readShort(full, Math.min(largeBytes, SHORT_BYTES));
    if (!isCode && short === null) {
      const { size } = await disk.stat(full);
      if (size > largeBytes) {
        const { listLargeFile } = await import("./large_file.ts"); // most folders have none
        return { name, path, ...await listLargeFile(full, path, size), ...own };
      }
    }
    const content = short ?? await disk.read(full);
    if (late && !isCode && reading.kind === "migration") {
      return { name, path, ...await lateUp({ full, path }, content, disk), ...own };
    }
    const file = { name, path, content, ...own };
    if (reading.kind !== "migration" || reading.parts.content !== "code") return file;
    const code = { href: fileHref(folder, name), path, content };
    return { ...file, load: async () => (await import("./import_code.ts")).importCode(code) };
  } catch (error) {
    throw fileFailure(path, error);
  }
}

function notAFile(path: string): DunlinError {
  return new DunlinError("io", `${path} is not a regular file`, {
    where: { file: path },
    next: "replace it with a file, or move it out of the migrations folder",
  });
}
