import { DunlinError } from "../errors.ts";
import { checksum } from "./checksum.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";

const ANEW =
  "write the manifest anew with `dunlin manifest`; a compiled binary is built again after it";

/**
 * Makes sure that a manifest holds what it says: its shape, the number of its
 * files, and the checksum of each. The value may come from any module.
 *
 * @throws {DunlinError} `manifest-damaged`, with all problems, each naming its file.
 */
export function verifyManifest(manifest: Manifest): void {
  const problems = problemsOfManifest(manifest);
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw first;
  throw damaged(`the manifest has ${problems.length} problems`, undefined, problems);
}

function problemsOfManifest(value: unknown): DunlinError[] {
  if (typeof value !== "object" || value === null || !("files" in value)) {
    return [damaged("this is not a manifest: it has no list of files")];
  }
  const { format, count, files } = value as { format?: unknown; count?: unknown; files: unknown };
  if (format !== 1) {
    return [
      damaged(`the manifest has format ${JSON.stringify(format)}, this dunlin reads format 1`),
    ];
  }
  if (!Array.isArray(files)) return [damaged("this is not a manifest: it has no list of files")];
  const problems = files.flatMap((file: unknown, index) => problemsOfFile(file, index));
  if (count !== files.length) {
    problems.push(
      damaged(`the manifest should hold ${JSON.stringify(count)} files and holds ${files.length}`),
    );
  }
  return [...problems, ...duplicates(files)];
}

function problemsOfFile(value: unknown, index: number): DunlinError[] {
  const file = (value ?? {}) as Partial<Record<keyof ManifestFile, unknown>>;
  if (typeof file.name !== "string" || file.name === "") {
    return [damaged(`file ${index + 1} of the manifest has no name`)];
  }
  if (typeof file.text !== "string") {
    return [damaged(`the manifest does not hold the text of ${file.name}`, file.name)];
  }
  if (checksum(file.text) !== file.checksum) {
    return [
      damaged(`${file.name} is not the text the manifest was written for`, file.name),
    ];
  }
  return [];
}

function duplicates(files: readonly unknown[]): DunlinError[] {
  const seen = new Set<unknown>();
  return files.flatMap((value) => {
    const name = (value as Partial<ManifestFile> | null)?.name;
    if (name === undefined || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [damaged(`the manifest holds ${name} twice`, name)];
  });
}

function damaged(
  message: string,
  file?: string,
  problems: readonly DunlinError[] = [],
): DunlinError {
  return new DunlinError("manifest-damaged", message, {
    ...(file === undefined ? {} : { where: { file } }),
    next: ANEW,
    problems,
  });
}
