import type { SourceFile } from "../migrations/source_file.ts";
import { readFileName } from "../migrations/file_name.ts";
import { noText, otherText, verifyManifest } from "../migrations/verify_manifest.ts";
import { compareText } from "../migrations/version.ts";
import type { SourceOptions } from "./directory.ts";
import { checkNamespace } from "./namespace.ts";
import type { Manifest, ManifestFile, Source } from "./source.ts";

/** Settings of a manifest as a source. */
export interface ManifestSourceOptions extends SourceOptions {
  /** Where its files lie, for messages: `migrations`. */
  readonly folder?: string;
}

/**
 * What `migrations/mod.ts` exports as a source. `list()` verifies it and throws
 * a {@linkcode DunlinError} `manifest-damaged`; texts that are imported when they
 * are needed are verified then.
 */
export function fromManifest(manifest: Manifest, options: ManifestSourceOptions = {}): Source {
  const namespace = checkNamespace(options.namespace ?? "");
  const prefix = options.folder === undefined ? "" : `${options.folder.replace(/[\\/]+$/, "")}/`;
  const list = async (): Promise<readonly SourceFile[]> => {
    if (manifest.format === 2) verifyManifest(manifest);
    else verifyManifest(manifest, (await import("../migrations/checksum.ts")).checksum);
    const files = [...manifest.files].sort((a, b) => compareText(a.name, b.name))
      .map((file): SourceFile => ({
        name: file.name,
        path: prefix + file.name,
        ...(namespace === "" ? {} : { namespace }),
        ...(manifest.format === 1 ? { content: String(file.text) } : lateContent(file)),
        ...moduleOf(file),
      }));
    return files.some(isLateHook) ? await Promise.all(files.map(withHook)) : files;
  };
  return { description: "manifest", namespace, list };
}

function lateContent(file: ManifestFile): Pick<SourceFile, "content" | "late"> {
  return {
    content: "",
    late: { checksum: file.checksum, load: async () => ({ content: await textOf(file) }) },
  };
}

function isLateHook({ name, late }: SourceFile): boolean {
  return late !== undefined && !/^[\dR]/.test(name) && readFileName(name).kind === "hook";
}

// hooks run around every migration, and are few
async function withHook(file: SourceFile): Promise<SourceFile> {
  if (!isLateHook(file)) return file;
  const { late, ...rest } = file;
  return late === undefined ? file : { ...rest, ...await late.load() };
}

async function textOf({ name, checksum: expected, text }: ManifestFile): Promise<string> {
  const found = typeof text === "string" ? text : await text().then(
    (module) => module.default,
    (error) => {
      throw noText(name, error);
    },
  );
  const { checksum } = await import("../migrations/checksum.ts");
  if (typeof found !== "string" || checksum(found) !== expected) throw otherText(name);
  return found;
}

function moduleOf({ module }: ManifestFile): Pick<SourceFile, "module" | "load"> {
  if (module === undefined) return {};
  return typeof module === "function" ? { load: module } : { module };
}
