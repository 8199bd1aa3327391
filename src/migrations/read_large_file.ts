import type { DunlinError } from "../errors.ts";
import { decode } from "./decode.ts";
import { readDirectives } from "./directives.ts";
import type { FileNameParts } from "./file_name.ts";
import { fileProblem } from "./file_problem.ts";
import { LARGE_FILE_BYTES, type LargeText } from "./large_text.ts";
import type { Directives, SqlScript } from "./migration.ts";
import { sizeWords } from "../size_words.ts";
import type { SourceFile } from "./source_file.ts";

/** A large file as a script, and what its head and its bytes say against it. */
export interface LargeFileReading {
  readonly script: SqlScript;
  readonly problems: readonly DunlinError[];
}

/**
 * Reads the head of a file of SQL that is not held. Its statements are not
 * looked at here: `check_large.ts` does that, and a run before it sends them.
 */
export function readLargeFile(
  file: SourceFile,
  large: LargeText,
  parts: FileNameParts,
): LargeFileReading {
  const decoded = large.refused === null ? decode(file.content) : large.refused;
  const text = decoded.kind === "text" ? decoded.text : "";
  const { directives, problems, head } = readDirectives(text, "sql");
  const script: SqlScript = {
    kind: "sql",
    file: file.path,
    text,
    large,
    checksum: large.checksum,
    directives,
  };
  if (decoded.kind === "refused") return { script, problems: [fileProblem(file.path, decoded)] };
  const found = problems.map((problem) => fileProblem(file.path, problem, text));
  if (head.end === text.length) found.push(nothingButComments(file.path, text.length));
  return { script, problems: [...found, ...unfit(file.path, large, parts, directives)] };
}

function unfit(
  path: string,
  large: LargeText,
  { content }: FileNameParts,
  { vars, irreversible }: Directives,
): DunlinError[] {
  const problems: DunlinError[] = [];
  if (vars !== undefined) {
    problems.push(fileProblem(path, {
      message: `variables are put into files of up to ${sizeWords(LARGE_FILE_BYTES)}, ` +
        `and this one has ${sizeWords(large.bytes)}`,
      next: "move the statements that hold variables to a migration of their own",
    }));
  }
  if (content === "down" && irreversible !== undefined) {
    problems.push(fileProblem(path, {
      message: "the down is marked irreversible, yet it holds statements",
      next: "remove the directive line, or the statements",
    }));
  }
  return problems;
}

// behind them may stand directives, and one that is not seen is a default
function nothingButComments(path: string, length: number): DunlinError {
  return fileProblem(path, {
    message: `the first ${sizeWords(length)} of this large file hold nothing but comments, ` +
      "and directives are looked for no further",
    next: "shorten the comments at its head",
  });
}
