import { readFile } from "node:fs/promises";
import { DunlinError } from "../errors.ts";
import type { Environment } from "./target.ts";

/** Variables that may stand in a file, as secrets of containers do: `NAME_FILE` holds its path. */
const SECRETS = ["DATABASE_URL", "DB_PASSWORD"] as const;
const OTHERS = ["DB_TYPE", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER"] as const;

/**
 * The variables that name a database, with `DATABASE_URL` and `DB_PASSWORD`
 * read from the files that `DATABASE_URL_FILE` and `DB_PASSWORD_FILE` name. A
 * variable that is set goes before its file, which is not read then. One line
 * end at the end of a file is not part of the secret.
 *
 * @throws {DunlinError} `config`, naming the variable, if a file cannot be read or is empty
 */
export async function withSecretFiles(env: Environment): Promise<Environment> {
  const read: Record<string, string | undefined> = {};
  for (const name of OTHERS) read[name] = env[name];
  for (const name of SECRETS) {
    const path = env[name] ? undefined : env[`${name}_FILE`];
    read[name] = path ? await readSecret(`${name}_FILE`, path) : env[name];
    // the URL says everything: the password's file need not be there
    if (name === "DATABASE_URL" && read[name]) break;
  }
  return read;
}

async function readSecret(variable: string, path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code, name, message } = error as { code?: string; name?: string; message?: string };
    const why = code === "ENOENT"
      ? "which is not there"
      : name === "NotCapable"
      ? "which Deno may not read"
      : `which cannot be read: ${message ?? error}`;
    throw new DunlinError("config", `${variable} names ${path}, ${why}`, {
      where: { file: path },
      next: name === "NotCapable"
        ? `run it with --allow-read=${path}`
        : "correct the path, or give this user the right to read the file",
      cause: error,
    });
  }
  const secret = text.replace(/^\uFEFF/, "").replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new DunlinError("config", `${variable} names ${path}, which is empty`, {
    where: { file: path },
    next: "write the secret into the file",
  });
}
