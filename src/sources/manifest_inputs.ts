import type { DunlinError } from "../errors.ts";
import { badName } from "../migrations/bad_name.ts";
import { invalidMigrations } from "../migrations/sound_migrations.ts";
import { decode } from "../migrations/decode.ts";
import { readFileName } from "../migrations/file_name.ts";
import { fileProblem } from "../migrations/file_problem.ts";
import type { LargeText } from "../migrations/large_text.ts";
import type { ManifestInput } from "../migrations/render_manifest.ts";
import { sizeWords } from "../size_words.ts";
import type { SourceFile } from "../migrations/source_file.ts";

/** What a program may be asked to carry of one file: it holds all of them, as long as it runs. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The files of a folder as the manifest is written from them.
 *
 * @param largest A file of more bytes is refused; 64 MB if left out.
 * @throws {DunlinError} `invalid-migrations` if one is stray, not UTF-8 or too
 * large to be carried, with all problems: the manifest never leaves a file out.
 * `io` if a large one cannot be read.
 */
export async function manifestInputs(
  files: readonly SourceFile[],
  largest: number = LARGEST,
): Promise<readonly ManifestInput[]> {
  const named = namedFiles(files, largest);
  return await Promise.all(named.map(async ({ name, text, large }) => ({
    name,
    text: large === undefined ? text : await wholeText(large),
  })));
}

/** A file whose name is good, and what is held of its text. */
export interface NamedFile extends ManifestInput {
  /** Then `text` is only its head. */
  readonly large?: LargeText;
}

/**
 * The files of a folder that are migrations or hooks by their names.
 *
 * @param largest A file of more bytes is refused; none if left out.
 * @throws {DunlinError} `invalid-migrations` if one is stray, not UTF-8 or too large
 */
export function namedFiles(
  files: readonly SourceFile[],
  largest: number = Infinity,
): readonly NamedFile[] {
  const problems: DunlinError[] = [];
  const named: NamedFile[] = [];
  for (const file of files) {
    const reading = readFileName(file.name);
    if (reading.kind === "ignored") continue;
    if (reading.kind === "malformed") {
      const taken = files.some(({ name }) => name === reading.nearest);
      problems.push(badName(file.path, reading, taken));
      continue;
    }
    const { name, path, large } = file;
    const decoded = large?.refused ?? decode(file.content);
    if (decoded.kind === "refused") problems.push(fileProblem(path, decoded));
    else if (large === undefined) named.push({ name, text: decoded.text });
    else if (large.bytes > largest) problems.push(tooLarge(path, large, largest));
    else named.push({ name, text: decoded.text, large });
  }
  if (problems.length > 0) throw invalidMigrations(problems);
  return named;
}

async function wholeText(large: LargeText): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of large.read()) pieces.push(piece);
  return pieces.join("");
}

function tooLarge(path: string, { bytes }: LargeText, largest: number): DunlinError {
  return fileProblem(path, {
    message: `the file has ${sizeWords(bytes)}, and a manifest carries files of up to ` +
      `${sizeWords(largest)}: the program would hold it in memory as long as it runs`,
    next: "split it into smaller migrations, or deploy the folder beside the program and run " +
      "it with --dir: from a folder it is streamed",
  });
}
