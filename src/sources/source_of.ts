import type { Manifest, Source } from "./source.ts";
import type { SourceInput } from "./to_source.ts";

/**
 * As `toSource`; only what the input needs is loaded.
 *
 * @throws {TypeError} If it is nothing of these.
 * @throws {RangeError} If a list is empty.
 * @throws {DunlinError} `config` if two sources have the same namespace.
 */
export async function sourceOf(input: SourceInput): Promise<Source> {
  if (isPlainManifest(input)) {
    const { fromManifest } = await import("./from_manifest.ts");
    return fromManifest(input);
  }
  if (typeof input === "string" || input instanceof URL) {
    const { directory } = await import("./directory.ts");
    return directory(input);
  }
  const { toSource } = await import("./to_source.ts");
  return toSource(input);
}

function isPlainManifest(input: SourceInput): input is Manifest {
  return typeof input === "object" && input !== null && "files" in input && !("list" in input) &&
    !Array.isArray(input);
}
