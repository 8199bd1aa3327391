import { DunlinError } from "../errors.ts";
import { checksum } from "../migrations/checksum.ts";
import { decode } from "../migrations/decode.ts";
import type { DirectivesReading } from "../migrations/directives.ts";
import type { LateText, SourceFile } from "../migrations/source_file.ts";
import type { Disk, FileState } from "./disk.ts";
import { fileFailure } from "./file_failure.ts";

/** A file of SQL as its folder lists it. */
export interface ListedFile {
  readonly full: string;
  /** As the user knows it. */
  readonly path: string;
  readonly state: FileState;
}

/** How often a file that somebody writes to is looked at before that is said. */
const TRIES = 3;

/**
 * A file that applies a migration: its checksum and what stands at its head. The
 * text is not kept, most are applied already: it is read again when it is needed,
 * and is that of the checksum or an error. What is wrong with the text as such is
 * for the caller to tell, who is given all of it then.
 *
 * @throws {DunlinError} `io`, `permission-denied`
 */
export async function lateUp(
  listed: ListedFile,
  disk: Disk,
): Promise<Pick<SourceFile, "content" | "late">> {
  const first = await disk.read(listed.full);
  const content = first.length === listed.state.size ? first : await steadily(listed, disk);
  const decoded = decode(content);
  if (decoded.kind === "refused") return { content };
  const { text } = decoded;
  const { directives, problems } = /dunlin/i.test(text) ? await headOf(text) : NO_HEAD;
  if (problems.length > 0) return { content };
  const sum = checksum(text);
  const load = async () => {
    const again = decode(await steadily(listed, disk));
    if (again.kind === "text" && checksum(again.text) === sum) return again.text;
    throw edited(listed.path);
  };
  return { content: "", late: { checksum: sum, directives, load } };
}

const NO_HEAD = { directives: {}, problems: [] } as const;

async function headOf(text: string): Promise<DirectivesReading> {
  const { readDirectives } = await import("../migrations/directives.ts");
  return readDirectives(text, "sql");
}

/** A file that undoes a migration, which is not looked at before it is needed. */
export function lateDown(
  listed: ListedFile,
  disk: Disk,
): Pick<SourceFile, "content" | "late"> {
  const late: LateText = { load: () => steadily(listed, disk) };
  return { content: "", late };
}

/** A file as it is while nobody writes to it: as long when it has been read as before, and with the same clock. */
async function steadily({ full, path }: ListedFile, disk: Disk): Promise<Uint8Array> {
  try {
    for (let left = TRIES; left > 0; left--) {
      const before = await disk.stat(full);
      const content = await disk.read(full);
      const after = await disk.stat(full);
      const still = after.mtimeMs === before.mtimeMs && after.size === before.size;
      if (still && content.length === after.size) return content;
    }
  } catch (error) {
    throw fileFailure(path, error);
  }
  throw edited(path);
}

function edited(path: string): DunlinError {
  return new DunlinError("invalid-migrations", "the file was edited while the run was under way", {
    where: { file: path },
    state: "nothing was changed",
    next: "run the same command again once nobody writes to it: it takes the file as it is then",
  });
}
