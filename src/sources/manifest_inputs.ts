import { badName } from "../migrations/bad_name.ts";
import { invalidMigrations } from "../migrations/sound_migrations.ts";
import { decode } from "../migrations/decode.ts";
import { readFileName } from "../migrations/file_name.ts";
import { fileProblem } from "../migrations/file_problem.ts";
import type { ManifestInput } from "../migrations/render_manifest.ts";
import type { SourceFile } from "../migrations/source_file.ts";

/**
 * The files of a folder as the manifest is written from them.
 *
 * @throws {DunlinError} `invalid-migrations` if one is stray or not UTF-8, with
 * all problems: the manifest never leaves a file out.
 */
export function manifestInputs(files: readonly SourceFile[]): readonly ManifestInput[] {
  const problems = [];
  const inputs: ManifestInput[] = [];
  for (const file of files) {
    const reading = readFileName(file.name);
    if (reading.kind === "ignored") continue;
    if (reading.kind === "malformed") {
      const taken = files.some(({ name }) => name === reading.nearest);
      problems.push(badName(file.path, reading, taken));
      continue;
    }
    const decoded = decode(file.content);
    if (decoded.kind === "refused") problems.push(fileProblem(file.path, decoded));
    else inputs.push({ name: file.name, text: decoded.text });
  }
  if (problems.length > 0) throw invalidMigrations(problems);
  return inputs;
}
