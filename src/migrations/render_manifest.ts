import { checksum } from "./checksum.ts";
import { type FileNameParts, type FileNameReading, readFileName } from "./file_name.ts";
import { compareText } from "./version.ts";

/** A file as the manifest is written from it. */
export interface ManifestInput {
  readonly name: string;
  /** Decoded; see `decode.ts`. */
  readonly text: string;
}

/** How the manifest carries SQL. */
export interface ManifestStyle {
  /**
   * False: by text imports, for Deno and Bun. True: as strings, which Node
   * (it has no text imports) and every bundler understand.
   */
  readonly inline: boolean;
}

const IMPORTING = "// Written by `dunlin manifest`: do not edit, write it anew.";
const INLINE = "// Written by `dunlin manifest --inline`: do not edit, write it anew.";

const SHAPE = `const manifest: {
  readonly format: 2;
  readonly count: number;
  readonly files: readonly {
    readonly name: string;
    readonly checksum: string;
    readonly text: string | (() => Promise<{ readonly default: string }>);
    readonly module?: () => Promise<{
      up(db: never): Promise<void> | void;
      down?(db: never): Promise<void> | void;
    }>;
  }[];
}`;

/**
 * The text of `migrations/mod.ts`: the same for the same files, on every
 * machine. It imports nothing but the files, each when it is asked for, and its
 * default export is a {@linkcode Manifest} by structure. A file is a line, so that
 * branches that add files merge. Text written into it has LF line ends.
 *
 * SQL files are text imports. Written as strings instead are: everything if
 * `inline`; files whose names runtimes read differently in an import
 * (quotes, `%`, `#`, `?`); and the text of TypeScript migrations, because Bun's
 * bundler gives one file only one type.
 *
 * @throws {RangeError} If a name is not a migration's.
 */
export function renderManifest(files: readonly ManifestInput[], style: ManifestStyle): string {
  const sorted = [...files].sort((a, b) => compareText(a.name, b.name));
  return [
    style.inline ? INLINE : IMPORTING,
    "// deno-fmt-ignore-file",
    "// deno-lint-ignore-file",
    "",
    `${SHAPE} = {`,
    "  format: 2,",
    `  count: ${sorted.length},`,
    ...(sorted.length === 0
      ? ["  files: [],"]
      : ["  files: [", ...sorted.map((file) => renderFile(file, style)), "  ],"]),
    "};",
    "",
    "export default manifest;",
    "",
  ].join("\n");
}

/** Whether a manifest's source was written with `inline`. */
export function isInlineManifest(source: string): boolean {
  return source.trimStart().startsWith(INLINE);
}

/** Whether a source was written as a manifest at all, in either way. */
export function isManifestSource(source: string): boolean {
  return /^\s*\/\/ Written by `dunlin manifest/.test(source);
}

function renderFile(file: ManifestInput, style: ManifestStyle): string {
  const reading = readFileName(file.name);
  if (reading.kind !== "migration" && reading.kind !== "hook") {
    throw new RangeError(`not the name of a migration: ${JSON.stringify(file.name)}`);
  }
  const name = JSON.stringify(file.name);
  const text = carried(file, contentOf(reading), style);
  return `    { name: ${name}, checksum: "${checksum(file.text)}", ${text} },`;
}

function contentOf(reading: FileNameReading): FileNameParts["content"] {
  return reading.kind === "migration" ? reading.parts.content : "up";
}

function carried(
  file: ManifestInput,
  content: FileNameParts["content"],
  style: ManifestStyle,
): string {
  const specifier = JSON.stringify(`./${file.name}`);
  const literal = JSON.stringify(file.text.replace(/^\ufeff/, "").replace(/(?<!\r)\r\n/g, "\n"));
  if (content === "code") return `text: ${literal}, module: () => import(${specifier})`;
  if (style.inline || /["'`\\%#?]/.test(file.name)) return `text: ${literal}`;
  return `text: () => import(${specifier}, { with: { type: "text" } })`;
}
