import type { Direction } from "./migration.ts";
import {
  dialectSpelling,
  type FileDialect,
  misspelledDialect,
  readDialect,
} from "./file_dialect.ts";
import { suggestFileName } from "./suggest_file_name.ts";

/** What a file name says. */
export interface FileNameParts {
  readonly kind: "versioned" | "repeatable";
  /** The digits as written; empty for a repeatable. */
  readonly version: string;
  /** In Unicode's composed form (NFC), so that every file system names the same thing. */
  readonly name: string;
  /** Absent where the file is for every database. */
  readonly dialect?: FileDialect;
  /** A `.ts` file holds both directions. */
  readonly content: Direction | "code";
}

/** When a hook runs: around a run that applies something, or behind each migration. */
export type Hook = "before_all" | "after_each" | "after_all";

/** What a file in the migrations folder is, by its name alone. */
export type FileNameReading =
  | { readonly kind: "migration"; readonly parts: FileNameParts }
  /** SQL of the project's that runs around migrations and is none itself. */
  | { readonly kind: "hook"; readonly hook: Hook }
  /** Known to be no migration: the manifest, a README, an editor's backup … */
  | { readonly kind: "ignored" }
  /** `nearest` is the good name it was probably meant to have. */
  | { readonly kind: "malformed"; readonly message: string; readonly nearest: string | null };

/**
 * Names that may lie beside migrations: `mod.ts` (the manifest), any `.md`,
 * README, LICENSE and CHANGELOG, names that start with a dot, what editors and
 * desktops leave (`x~`, `#x#`, `Thumbs.db`, `desktop.ini`). Copies a person
 * made (`.bak`, `.orig`) are not among them: they hide migrations.
 */
const IGNORED = [
  /^mod\.ts$/,
  /^\./,
  /\.md$/i,
  /^(README|LICEN[CS]E|CHANGELOG)(\.[a-z]+)?$/i,
  /~$/,
  /^#.*#$/,
  /^(Thumbs\.db|desktop\.ini)$/i,
];

const HOOK = /^(before_all|after_each|after_all)\.sql$/;
const VERSIONED = /^([0-9]+)_(.+?)(\.up\.sql|\.down\.sql|\.ts)$/s;
/** Nothing can be wrong with a name of these. */
const PLAIN = /^[A-Za-z0-9_-]+$/;
const REPEATABLE = /^R__(.+?)(\.down\.sql|\.sql)$/s;

/**
 * Reads a file name: `{version}_{name}[.dialect].up.sql` and `.down.sql`,
 * `{version}_{name}[.dialect].ts`, `R__{name}[.dialect].sql` and `.down.sql`.
 * The last part of a name that is a dialect's spelling says the dialect. A name
 * that ends in `/` is a folder's, and always malformed.
 */
export function readFileName(fileName: string): FileNameReading {
  const reading = readStrictly(fileName);
  if (reading.kind !== "malformed") return reading;
  const nearest = suggestFileName(fileName);
  const good = nearest !== null &&
    readStrictly(nearest.replace(/^VERSION_/, "0_")).kind === "migration";
  return good ? { ...reading, nearest } : reading;
}

function readStrictly(fileName: string): FileNameReading {
  const folder = fileName.endsWith("/");
  const versioned = VERSIONED.exec(fileName); // nearly all of them, and none that is ignored
  if (versioned !== null) {
    const [, version = "", stem = "", tail] = versioned;
    return readStem("versioned", version, stem, contentOf(tail));
  }
  if (IGNORED.some((pattern) => pattern.test(folder ? fileName.slice(0, -1) : fileName))) {
    return { kind: "ignored" };
  }
  if (folder) return malformed("a folder among the migrations is not read");
  const hook = HOOK.exec(fileName)?.[1];
  if (hook !== undefined) return { kind: "hook", hook: hook as Hook };
  const repeatable = REPEATABLE.exec(fileName);
  if (repeatable !== null) {
    const [, stem = "", tail] = repeatable;
    return readStem("repeatable", "", stem, contentOf(tail));
  }
  return malformed(whyNot(fileName));
}

function contentOf(tail: string | undefined): FileNameParts["content"] {
  return tail === ".ts" ? "code" : tail === ".down.sql" ? "down" : "up";
}

function readStem(
  kind: FileNameParts["kind"],
  version: string,
  stem: string,
  content: FileNameParts["content"],
): FileNameReading {
  if (PLAIN.test(stem)) {
    return { kind: "migration", parts: { kind, version, name: stem, content } };
  }
  const dot = stem.lastIndexOf(".");
  const last = stem.slice(dot + 1);
  const dialect = dot > 0 ? readDialect(last) : null;
  const name = (dialect === null ? stem : stem.slice(0, dot)).normalize("NFC");
  const wrong = problemOfName(name, content) ??
    (dialect === null ? problemOfPart(stem, kind) : null);
  if (wrong !== null) return malformed(wrong);
  const parts = { kind, version, name, content };
  return { kind: "migration", parts: dialect === null ? parts : { ...parts, dialect } };
}

function problemOfName(name: string, content: FileNameParts["content"]): string | null {
  if (name === "" || /^[\s.]|[\s.]$/.test(name)) {
    return "the name between version and ending is empty, or starts or ends with a dot or a space";
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "the name holds a control character";
  if (/[\\/]/.test(name)) return "the name holds a slash";
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (content !== "code") {
    return /\.(up|down)$/i.test(name) ? `".${last}" stands twice or in the wrong place` : null;
  }
  if (/["'`%?#]/.test(name)) {
    return "a TypeScript migration is imported by its name, which cannot hold quotes, %, ? or #";
  }
  if (/\.(d|test|up|down)$/i.test(name)) return `".${last}.ts" is not the ending of a migration`;
  return null;
}

/** Words behind the last dot that would change what the file is, were they spelled right. */
function problemOfPart(stem: string, kind: FileNameParts["kind"]): string | null {
  const dot = stem.lastIndexOf(".");
  if (dot < 1) return null;
  const last = stem.slice(dot + 1);
  const meant = misspelledDialect(last);
  if (meant !== null) return `".${last}" looks like the dialect "${meant}"`;
  return kind === "repeatable" && /^up$/i.test(last) ? 'a repeatable migration has no ".up"' : null;
}

function whyNot(fileName: string): string {
  if (/\.(ts|js|mjs|cjs|mts|cts)$/i.test(fileName) && /^R__/i.test(fileName)) {
    return "a repeatable migration is SQL";
  }
  const reads = /\.(sql|ts)$/i.test(fileName) || /^\d/.test(fileName);
  return reads ? "the file name is malformed" : "the file is not a migration";
}

function malformed(message: string): FileNameReading {
  return { kind: "malformed", message, nearest: null };
}

/**
 * The file name that says these parts; `readFileName` reads it back.
 *
 * @throws {RangeError} If no file name says them.
 */
export function formatFileName(parts: FileNameParts): string {
  const spelling = parts.dialect === undefined ? "" : dialectSpelling(parts.dialect);
  const head = parts.kind === "repeatable" ? `R__${parts.name}` : `${parts.version}_${parts.name}`;
  const fileName = head + (spelling ? `.${spelling}` : "") + endingOf(parts);
  const reading = readFileName(fileName);
  const same = reading.kind === "migration" &&
    reading.parts.kind === parts.kind && reading.parts.name === parts.name.normalize("NFC") &&
    reading.parts.version === parts.version && reading.parts.dialect === parts.dialect &&
    reading.parts.content === parts.content;
  if (!same) throw new RangeError(`no migration can be named ${JSON.stringify(fileName)}`);
  return fileName;
}

function endingOf(parts: FileNameParts): string {
  if (parts.content === "code") return ".ts";
  if (parts.content === "down") return ".down.sql";
  return parts.kind === "repeatable" ? ".sql" : ".up.sql";
}

/**
 * What people type, as the name of a migration: words in lower case joined by
 * `_`, letters of all scripts kept. `Add e-mail to Users` gives
 * `add_e_mail_to_users`; `addEmail` gives `add_email`.
 *
 * @returns Empty if the text holds no letter or digit.
 */
export function slug(text: string): string {
  return text.normalize("NFC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}
