import { DunlinError } from "../errors.ts";
import { checksum } from "./checksum.ts";
import { listed } from "./file_problem.ts";
import type { Manifest } from "./manifest.ts";
import { isInlineManifest, type ManifestInput, renderManifest } from "./render_manifest.ts";
import { compareText } from "./version.ts";

/** How a folder has moved on from its manifest: names of files, sorted. */
export interface Staleness {
  /** In the folder, not in the manifest. */
  readonly added: readonly string[];
  /** In the manifest, not in the folder. */
  readonly removed: readonly string[];
  /** In both, with different text. */
  readonly changed: readonly string[];
  /** The files agree, and the manifest's source still is not what would be written now. */
  readonly rewritten: boolean;
}

/**
 * What is stale in a manifest, given as the imported value or as its source
 * text (which is compared to the letter, but for line ends); null if nothing is.
 *
 * @param files Of the folder, those that are migrations by their names.
 */
export function compareManifest(
  manifest: Manifest | string,
  files: readonly ManifestInput[],
): Staleness | null {
  const recorded = new Map(
    typeof manifest === "string"
      ? readEntries(manifest)
      : manifest.files.map((file) => [file.name, file.checksum] as const),
  );
  const folder = new Map(files.map((file) => [file.name, checksum(file.text)]));
  const added = [...folder.keys()].filter((name) => !recorded.has(name));
  const removed = [...recorded.keys()].filter((name) => !folder.has(name));
  const changed = [...folder].filter(([name, sum]) =>
    recorded.has(name) && recorded.get(name) !== sum
  )
    .map(([name]) => name);
  const agree = added.length + removed.length + changed.length === 0;
  const rewritten = agree && typeof manifest === "string" && !isWrittenSo(manifest, files);
  if (agree && !rewritten) return null;
  return {
    added: added.sort(compareText),
    removed: removed.sort(compareText),
    changed: changed.sort(compareText),
    rewritten,
  };
}

/** Staleness as a value of the code `manifest-stale`, naming the files. */
export function staleManifest(manifestPath: string, stale: Staleness): DunlinError {
  const parts = [
    clause(stale.added, "is new", "are new"),
    clause(stale.removed, "is gone", "are gone"),
    clause(stale.changed, "has changed", "have changed"),
    stale.rewritten ? "it is not what `dunlin manifest` writes" : null,
  ].filter((part) => part !== null);
  return new DunlinError("manifest-stale", `the manifest is stale: ${parts.join("; ")}`, {
    where: { file: manifestPath },
    next: "run `dunlin manifest`",
  });
}

function clause(names: readonly string[], one: string, several: string): string | null {
  if (names.length === 0) return null;
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  return `${listed(shown)} ${names.length === 1 ? one : several}`;
}

/** Names and checksums in the source of a manifest, as `render_manifest.ts` writes them. */
function readEntries(source: string): (readonly [string, string])[] {
  const entry = /^ *(?:\{ )?name: ("(?:[^"\\\r\n]|\\.)*"),\s+checksum:\s+"([0-9a-f]{64})",/gm;
  return [...source.matchAll(entry)].map(([, name = '""', sum = ""]) =>
    [JSON.parse(name) as string, sum] as const
  );
}

function isWrittenSo(source: string, files: readonly ManifestInput[]): boolean {
  const expected = renderManifest(files, { inline: isInlineManifest(source) });
  return source.replaceAll("\r\n", "\n") === expected;
}
