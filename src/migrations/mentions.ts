import { decode } from "./decode.ts";
import type { Rebased } from "./rebase.ts";
import type { SourceFile } from "./source_file.ts";

/** A line that names a version which is no more. */
export interface Mention {
  /** The file's name, before anything was renamed. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What stands there: `20260301120000`, or `7_add_email` where the version alone says too little. */
  readonly text: string;
}

// shorter runs of digits are anything
const SPEAKS_FOR_ITSELF = 8;

/**
 * Where files name versions that are given up; by file and line. Nothing is
 * changed. Of a large file only the head is looked at.
 */
export function findMentions(
  files: readonly SourceFile[],
  rebased: readonly Rebased[],
): readonly Mention[] {
  const wanted = rebased.map(({ version, name }) =>
    version.length >= SPEAKS_FOR_ITSELF ? version : `${version}_${name}`
  );
  return files.flatMap((file) => {
    const decoded = decode(file.content);
    if (decoded.kind === "refused") return [];
    return decoded.text.split(/\r\n?|\n/).flatMap((line, index) =>
      wanted.filter((text) => holds(line, text))
        .map((text) => ({ file: file.name, line: index + 1, text }))
    );
  });
}

/** Whether a line holds the text, and not as a part of a longer number or name. */
function holds(line: string, text: string): boolean {
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
    const before = line[at - 1] ?? "";
    const after = line[at + text.length] ?? "";
    if (!/\d/.test(before) && !/[\d\p{L}]/u.test(after)) return true;
  }
  return false;
}
