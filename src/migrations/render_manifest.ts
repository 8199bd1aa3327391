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
  readonly format: 1;
  readonly count: number;
  readonly files: readonly {
    readonly name: string;
    readonly checksum: string;
    readonly text: string;
    readonly module?: {
      up(db: never): Promise<void> | void;
      down?(db: never): Promise<void> | void;
    };
  }[];
}`;

/**
 * The text of `migrations/mod.ts`: the same for the same files, on every
 * machine. It imports nothing but the files, and its default export is a
 * {@linkcode Manifest} by structure. Text written into it has LF line ends.
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
  const identifiers = new Set<string>();
  const rendered = sorted.map((file) => renderFile(file, style, identifiers));
  const imports = rendered.flatMap((file) => file.imports);
  return [
    style.inline ? INLINE : IMPORTING,
    "// deno-fmt-ignore-file",
    "// deno-lint-ignore-file",
    ...(imports.length === 0 ? [] : ["", ...imports]),
    "",
    `${SHAPE} = {`,
    "  format: 1,",
    `  count: ${rendered.length},`,
    ...(rendered.length === 0
      ? ["  files: [],"]
      : ["  files: [", ...rendered.flatMap((file) => file.entry), "  ],"]),
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

interface RenderedFile {
  readonly imports: readonly string[];
  readonly entry: readonly string[];
}

function renderFile(
  file: ManifestInput,
  style: ManifestStyle,
  identifiers: Set<string>,
): RenderedFile {
  const reading = readFileName(file.name);
  if (reading.kind !== "migration" && reading.kind !== "hook") {
    throw new RangeError(`not the name of a migration: ${JSON.stringify(file.name)}`);
  }
  const { imports, text, module } = carry(file, contentOf(reading), style, identifiers);
  return {
    imports,
    entry: [
      "    {",
      `      name: ${JSON.stringify(file.name)},`,
      `      checksum: "${checksum(file.text)}",`,
      `      text: ${text},`,
      ...(module === null ? [] : [`      module: ${module},`]),
      "    },",
    ],
  };
}

function contentOf(reading: FileNameReading): FileNameParts["content"] {
  return reading.kind === "migration" ? reading.parts.content : "up";
}

function carry(
  file: ManifestInput,
  content: FileNameParts["content"],
  style: ManifestStyle,
  identifiers: Set<string>,
): { imports: readonly string[]; text: string; module: string | null } {
  const specifier = JSON.stringify(`./${file.name}`);
  const literal = JSON.stringify(file.text.replace(/^\ufeff/, "").replace(/(?<!\r)\r\n/g, "\n"));
  if (content === "code") {
    const module = identifierOf(file.name, identifiers);
    return { imports: [`import * as ${module} from ${specifier};`], text: literal, module };
  }
  if (style.inline || /["'`\\%#?]/.test(file.name)) {
    return { imports: [], text: literal, module: null };
  }
  const text = identifierOf(file.name, identifiers);
  const statement = `import ${text} from ${specifier} with { type: "text" };`;
  return { imports: [statement], text, module: null };
}

/** From the file's name, not its place, so that a new file changes no other line. */
function identifierOf(fileName: string, taken: Set<string>): string {
  const base = "_" + fileName.replace(/\.sql$/, "").replace(/[^A-Za-z0-9]+/g, "_");
  let identifier = base;
  for (let count = 2; taken.has(identifier); count++) identifier = `${base}__${count}`;
  taken.add(identifier);
  return identifier;
}
