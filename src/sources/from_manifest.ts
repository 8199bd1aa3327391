import type { SourceFile } from "../migrations/source_file.ts";
import { verifyManifest } from "../migrations/verify_manifest.ts";
import { compareText } from "../migrations/version.ts";
import type { SourceOptions } from "./directory.ts";
import { checkNamespace } from "./namespace.ts";
import type { Manifest, Source } from "./source.ts";

/** Settings of a manifest as a source. */
export interface ManifestSourceOptions extends SourceOptions {
  /** Where its files lie, for messages: `migrations`. */
  readonly folder?: string;
}

/**
 * What `migrations/mod.ts` exports as a source. `list()` verifies it and throws
 * a {@linkcode DunlinError} `manifest-damaged`.
 */
export function fromManifest(manifest: Manifest, options: ManifestSourceOptions = {}): Source {
  const namespace = checkNamespace(options.namespace ?? "");
  const prefix = options.folder === undefined ? "" : `${options.folder.replace(/[\\/]+$/, "")}/`;
  const list = (): Promise<readonly SourceFile[]> =>
    Promise.resolve().then(() => {
      verifyManifest(manifest);
      return [...manifest.files].sort((a, b) => compareText(a.name, b.name)).map((file) => ({
        name: file.name,
        path: prefix + file.name,
        content: file.text,
        ...(namespace === "" ? {} : { namespace }),
        ...(file.module === undefined ? {} : { module: file.module }),
      }));
    });
  return { description: "manifest", namespace, list };
}
