import { readFile, stat } from "node:fs/promises";
import process from "node:process";
import { Secret } from "./secret.ts";
import type { HostAndPort, PostgresTarget } from "./target.ts";

/**
 * The password a `.pgpass` file has for one server. As in libpq, a file that
 * others may read is ignored, and so is one that is missing. Source:
 * PostgreSQL manual 32.16.
 *
 * @returns null if there is none.
 */
export async function passwordFromFile(
  target: PostgresTarget,
  server: HostAndPort,
): Promise<Secret | null> {
  if (target.passFile === null) return null;
  let lines: string[];
  try {
    const { mode } = await stat(target.passFile);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) return null;
    lines = (await readFile(target.passFile, "utf8")).split(/\r?\n/);
  } catch {
    return null; // none, or not ours to read: the server then says what it misses
  }
  const host = server.host.startsWith("/") ? "localhost" : server.host;
  const wanted = [host, String(server.port), target.database, target.user];
  for (const line of lines) {
    const fields = splitFields(line);
    if (line.startsWith("#") || fields.length < 5) continue;
    const fits = wanted.every((value, index) => fields[index] === "*" || fields[index] === value);
    if (fits && fields[4] !== "") return new Secret(fields[4]!);
  }
  return null;
}

/** Fields end at a colon; a backslash takes the next character as it is. */
function splitFields(line: string): string[] {
  const fields = [""];
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character === "\\" && index + 1 < line.length) fields[fields.length - 1] += line[++index]!;
    else if (character === ":" && fields.length < 5) fields.push("");
    else fields[fields.length - 1] += character;
  }
  return fields;
}
