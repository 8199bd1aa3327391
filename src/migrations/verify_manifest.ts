import { DunlinError } from "../errors.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";

const ANEW =
  "write the manifest anew with `dunlin manifest`; a compiled binary is built again after it";

/**
 * Makes sure that a manifest holds what it says: its shape and the number of its
 * files. The value may come from any module.
 *
 * @param hash `checksum.ts`, for format 1, whose texts are all there; those of
 * format 2 are held against their checksums when they are used.
 * @throws {DunlinError} `manifest-damaged`, with all problems, each naming its file.
 */
export function verifyManifest(manifest: Manifest, hash?: (text: string) => string): void {
  const problems = problemsOfManifest(manifest, hash);
  if (problems.length > 0) throw damagedManifest(problems);
}

/** All damage as one error; a single problem stands for itself. */
export function damagedManifest(problems: readonly DunlinError[]): DunlinError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  return damaged(`the manifest has ${problems.length} problems`, undefined, problems);
}

function problemsOfManifest(value: unknown, hash?: (text: string) => string): DunlinError[] {
  if (typeof value !== "object" || value === null || !("files" in value)) {
    return [damaged("this is not a manifest: it has no list of files")];
  }
  const { format, count, files } = value as { format?: unknown; count?: unknown; files: unknown };
  if (format !== 1 && format !== 2) {
    return [
      damaged(
        `the manifest has format ${JSON.stringify(format)}, this dunlin reads formats 1 and 2`,
      ),
    ];
  }
  if (!Array.isArray(files)) return [damaged("this is not a manifest: it has no list of files")];
  const problems = files.flatMap((file: unknown, index) => {
    const found = problemsOfFile(file, index, format);
    return found.length > 0 || hash === undefined
      ? found
      : problemsOfText(file as ManifestFile, hash);
  });
  if (count !== files.length) {
    problems.push(
      damaged(`the manifest should hold ${JSON.stringify(count)} files and holds ${files.length}`),
    );
  }
  return [...problems, ...duplicates(files)];
}

function problemsOfFile(value: unknown, index: number, format: 1 | 2): DunlinError[] {
  const file = (value ?? {}) as Partial<Record<keyof ManifestFile, unknown>>;
  if (typeof file.name !== "string" || file.name === "") {
    return [damaged(`file ${index + 1} of the manifest has no name`)];
  }
  if (typeof file.text !== "string" && (format === 1 || typeof file.text !== "function")) {
    return [damaged(`the manifest does not hold the text of ${file.name}`, file.name)];
  }
  if (format === 2 && !/^[0-9a-f]{64}$/.test(String(file.checksum))) {
    return [damaged(`the manifest does not hold the checksum of ${file.name}`, file.name)];
  }
  return [];
}

function problemsOfText(
  { name, text, checksum }: ManifestFile,
  hash: (text: string) => string,
): DunlinError[] {
  return typeof text === "string" && hash(text) !== checksum ? [otherText(name)] : [];
}

/** A file of the manifest is not what its checksum says. */
export function otherText(name: string): DunlinError {
  return damaged(`${name} is not the text the manifest was written for`, name).with({
    state: "nothing of it was run",
  });
}

/** What imports a file of the manifest failed. */
export function noText(name: string, cause: unknown): DunlinError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return damaged(`the manifest cannot bring the text of ${name}: ${said}`, name).with({ cause });
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
