import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { finished, pipeline } from "node:stream/promises";
import type { DatabaseName } from "../../tests/contract/databases.ts";
import type { BenchMigration, Call, Work } from "../race/contender.ts";

/** Where a peer's program finds what it needs. */
export interface PeerPlace {
  /** The folder of the installed packages, with this folder's `run` in it. */
  readonly installed: string;
  /** The Node program that runs it. */
  readonly node: string;
  /** Its project. */
  readonly folder: string;
  /** The database, without parameters. */
  readonly url: URL;
}

/** A migration tool from npm: how its project looks and how it is called. */
export interface Peer {
  /** Its name in the tables, and that of its package unless `package` names another. */
  readonly name: string;
  readonly package?: string;
  readonly engines: readonly DatabaseName[];
  /** Why it cannot do this work, in words; without it there is no such case. */
  refusal?(work: Work): string | null;
  /** What there is to know when reading its figures. */
  remark?(work: Work): string | null;
  /** Writes the migrations in its layout, and its settings. */
  write(folder: string, work: Work): Promise<void>;
  call(place: PeerPlace, work: Work): Call;
  /** The query that counts, as `n`, what its history holds. */
  history(engine: DatabaseName): string;
}

/** Every engine. */
export const ANY_ENGINE: readonly DatabaseName[] = ["postgres", "mysql", "mariadb", "sqlite"];

/** Writes a migration's SQL into a file, with lines of the tool's own around it. */
export async function writeSql(
  path: string,
  { sql }: BenchMigration,
  around: { readonly before?: string; readonly after?: string } = {},
): Promise<void> {
  const { before = "", after = "" } = around;
  await mkdir(dirname(path), { recursive: true });
  if (typeof sql === "string") return await writeFile(path, `${before}${sql}\n${after}`);
  if (before === "" && after === "") return await copyFile(sql.file, path);
  const out = createWriteStream(path);
  out.write(before);
  await pipeline(createReadStream(sql.file), out, { end: false });
  out.end(after);
  await finished(out);
}

/** A query that counts a table's rows. */
export function countOf(table: string): string {
  return `SELECT count(*) AS n FROM ${table}`;
}
