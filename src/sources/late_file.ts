import { DunlinError } from "../errors.ts";
import { checksum } from "../migrations/checksum.ts";
import { decode } from "../migrations/decode.ts";
import type { DirectivesReading } from "../migrations/directives.ts";
import type { SourceFile } from "../migrations/source_file.ts";
import type { Disk, FileState } from "./disk.ts";
import { fileFailure } from "./file_failure.ts";

/** Where a file lies. */
export interface PlacedFile {
  readonly full: string;
  /** As the user knows it. */
  readonly path: string;
}

/** How often a file that somebody writes to is looked at before that is said. */
const TRIES = 3;

/**
 * A file that applies a migration: its checksum and what stands at its head. Its
 * text is not kept: it is read again when it is needed, and is that of the checksum
 * or an error.
 *
 * @param content As the folder's listing found it.
 */
export async function lateUp(
  file: PlacedFile,
  content: Uint8Array,
  disk: Disk,
): Promise<Pick<SourceFile, "content" | "late">> {
  const text = textOf(content);
  const sum = checksum(text);
  const { directives, problems } = /dunlin/i.test(text) ? await headOf(text) : NO_HEAD;
  const load = async () => {
    // what is as it was has not been caught half written
    for (const again of [read, steadily]) {
      const found = await again(file, disk);
      if (checksum(textOf(found)) === sum) return { content: found };
    }
    throw edited(file.path);
  };
  const known = problems.length === 0 ? { directives } : {};
  return { content: "", late: { checksum: sum, load, ...known } };
}

/** What is no text is taken for none, as whoever is given its bytes takes it. */
function textOf(content: Uint8Array): string {
  const decoded = decode(content);
  return decoded.kind === "text" ? decoded.text : "";
}

const NO_HEAD = { directives: {}, problems: [] } as const;

/** Loaded for the first file that mentions dunlin. */
let directives: Promise<typeof import("../migrations/directives.ts")> | null = null;

async function headOf(text: string): Promise<DirectivesReading> {
  const { readDirectives } = await (directives ??= import("../migrations/directives.ts"));
  return readDirectives(text, "sql");
}

/** A file that undoes a migration, which is not looked at before it is needed. */
export function lateDown(
  file: PlacedFile,
  disk: Disk,
  largeBytes: number,
): Pick<SourceFile, "content" | "late"> {
  const load = async () => {
    const { size } = await stateOf(file, disk);
    if (size > largeBytes) {
      const { listLargeFile } = await import("./large_file.ts");
      return await listLargeFile(file.full, file.path, size);
    }
    const content = await read(file, disk);
    return { content: content.length === size ? content : await steadily(file, disk) };
  };
  return { content: "", late: { load } };
}

/** A file as it is while nobody writes to it: as long when it has been read as before, and with the same clock. */
async function steadily(file: PlacedFile, disk: Disk): Promise<Uint8Array> {
  for (let left = TRIES; left > 0; left--) {
    const before = await stateOf(file, disk);
    const content = await read(file, disk);
    const after = await stateOf(file, disk);
    const still = after.mtimeMs === before.mtimeMs && after.size === before.size;
    if (still && content.length === after.size) return content;
  }
  throw edited(file.path);
}

async function read(
  { full, path }: PlacedFile,
  disk: Disk,
): Promise<Uint8Array> {
  try {
    return await disk.read(full);
  } catch (error) {
    throw fileFailure(path, error);
  }
}

async function stateOf(
  { full, path }: PlacedFile,
  disk: Disk,
): Promise<FileState> {
  try {
    return await disk.stat(full);
  } catch (error) {
    throw fileFailure(path, error);
  }
}

function edited(path: string): DunlinError {
  return new DunlinError("invalid-migrations", "the file was edited while the run was under way", {
    where: { file: path },
    state: "nothing was changed",
    next: "run the same command again once nobody writes to it: it takes the file as it is then",
  });
}
