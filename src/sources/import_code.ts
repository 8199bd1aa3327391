import { DunlinError } from "../errors.ts";
import type { CodeModule } from "../migrations/migration.ts";

/**
 * Imports a TypeScript migration.
 *
 * @param path As the user knows it, for messages.
 * @throws {DunlinError} `invalid-migrations` if it does not parse, imports what
 * is not there, or throws while it loads.
 */
export async function importCode(href: string, path: string): Promise<CodeModule> {
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

/** The first line that says something, without colours. */
function said(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // deno-lint-ignore no-control-regex
  const plain = message.replace(/\u001b\[[0-9;]*m/g, "");
  return plain.split("\n").map((line) => line.trim()).find((line) => line !== "") ?? "";
}
