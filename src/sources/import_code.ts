import { readFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { DunlinError } from "../errors.ts";
import { checksum } from "../migrations/checksum.ts";
import { decode } from "../migrations/decode.ts";
import type { CodeModule } from "../migrations/migration.ts";
import { folderFailure } from "./folder_failure.ts";

/** A TypeScript migration as it was when its folder was listed. */
export interface ListedCode {
  /** Where it is imported from. */
  readonly href: string;
  /** As the user knows it, for messages. */
  readonly path: string;
  /** Its bytes then; what the history records is their checksum. */
  readonly content: Uint8Array;
}

/** What was imported in this process, and as what: a runtime reads a module once and keeps it. */
const imported = new Map<string, string>();

/**
 * Imports a TypeScript migration, the text that was listed and no other: a
 * file edited meanwhile would run under the checksum of its old text, and a
 * runtime that has imported an older text would run that.
 *
 * @throws {DunlinError} `invalid-migrations` if it was edited since, does not
 * parse, imports what is not there, or throws while it loads; `io` and
 * `permission-denied` if it cannot be read.
 */
export async function importCode(listed: ListedCode): Promise<CodeModule> {
  const { href, path } = listed;
  const expected = sumOf(listed.content);
  await refuseEdited(listed, expected);
  const first = imported.get(href);
  imported.set(href, first ?? expected);
  const known = first === undefined || first === expected;
  const module = await load(known ? href : anew(href, expected), path);
  await refuseEdited(listed, expected); // also between the look before and the import
  return module;
}

/** A name the runtime has not imported under: Bun looks at what follows a path, not at a URL's query. */
function anew(href: string, sum: string): string {
  const base = process.versions["bun"] === undefined ? href : fileURLToPath(href);
  return `${base}?${sum}`;
}

async function load(href: string, path: string): Promise<CodeModule> {
  try {
    return await import(href) as CodeModule;
  } catch (error) {
    throw new DunlinError("invalid-migrations", `the file cannot be imported: ${said(error)}`, {
      where: { file: path },
      next: "see that it loads by itself: its syntax, and what it imports",
      cause: error,
    });
  }
}

async function refuseEdited({ href, path }: ListedCode, expected: string): Promise<void> {
  let content: Uint8Array;
  try {
    content = await readFile(new URL(href));
  } catch (error) {
    throw gone(path, error);
  }
  if (sumOf(content) === expected) return;
  throw new DunlinError("invalid-migrations", "the file was edited while the run was under way", {
    where: { file: path },
    next: "run the same command again: it takes the file as it is then",
  });
}

function gone(path: string, error: unknown): DunlinError {
  const failure = folderFailure(path, error);
  if (failure.code !== "missing-folder") return failure;
  return new DunlinError("io", `${path} was removed while the run was under way`, {
    where: { file: path },
    next: "put it back, or run the same command again without it",
    cause: error,
  });
}

/** As the history has it; of what is no text, of nothing that can be one. */
function sumOf(content: Uint8Array): string {
  const decoded = decode(content);
  return decoded.kind === "text" ? checksum(decoded.text) : "";
}

/** The first line that says something, without colours. */
function said(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // deno-lint-ignore no-control-regex
  const plain = message.replace(/\u001b\[[0-9;]*m/g, "");
  return plain.split("\n").map((line) => line.trim()).find((line) => line !== "") ?? "";
}
