import { combine } from "./combine.ts";
import { directory } from "./directory.ts";
import { fromManifest } from "./from_manifest.ts";
import type { Manifest, Source } from "./source.ts";

/** Everything that can be said where migrations are asked for. */
export type SourceInput = string | URL | Manifest | Source | readonly SourceInput[];

/**
 * A source of what was given: a path or `file:` URL is a folder, the default
 * export of `migrations/mod.ts` a manifest, a list is combined. The files of
 * the source carry its namespace.
 *
 * @throws {TypeError} If it is nothing of these.
 * @throws {RangeError} If a list is empty.
 * @throws {DunlinError} `config` if two sources have the same namespace.
 */
export function toSource(input: SourceInput): Source {
  if (typeof input === "string" || input instanceof URL) return directory(input);
  if (isList(input)) return combine(input.map(toSource));
  if (isSource(input)) return input.namespace === "" ? input : combine([input]);
  if (isManifest(input)) return fromManifest(input);
  throw new TypeError(
    "migrations must be a folder's path or URL, the default export of migrations/mod.ts, " +
      "a source, or a list of these",
  );
}

function isList(input: SourceInput): input is readonly SourceInput[] {
  return Array.isArray(input);
}

function isSource(input: unknown): input is Source {
  return typeof input === "object" && input !== null && "list" in input &&
    typeof input.list === "function";
}

/** Damaged ones too: what is wrong with them is said when they are listed. */
function isManifest(input: unknown): input is Manifest {
  return typeof input === "object" && input !== null && ("files" in input || "format" in input);
}
