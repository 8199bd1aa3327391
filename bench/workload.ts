import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Source, SourceFile } from "../mod.ts";

/** The SQL of the n-th migration, from 1. */
export type UpText = (n: number) => string;

/** A table of its own for each migration: DDL, which MySQL and MariaDB commit at once. */
export const createTable: UpText = (n) =>
  `CREATE TABLE bench_${n} (id INT PRIMARY KEY, name VARCHAR(40));`;

/** Nothing to send: only its row in the history. */
export const nothing: UpText = (n) => `-- the ${n}th migration has nothing to do`;

/**
 * A table, and in the migration behind it an index that cannot be in a
 * transaction (PostgreSQL): the journal's own cost shows.
 */
export const tableThenIndex: UpText = (n) =>
  n % 2 === 0
    ? createTable(n)
    : `CREATE INDEX CONCURRENTLY bench_index_${n} ON bench_${n - 1} (name);`;

/** DDL, rows, DDL: three pieces where DDL commits by itself (MySQL and MariaDB). */
export const pieces: UpText = (n) =>
  `${
    createTable(n)
  }\nINSERT INTO bench_${n} VALUES (1, 'a');\nALTER TABLE bench_${n} ADD COLUMN n INT;`;

/** A setting that must not reach the next file (MySQL and MariaDB). */
export const setVariable: UpText = (n) => `SET @bench = ${n};`;

/** The first `count` migrations as files. */
export function filesOf(count: number, up: UpText): readonly SourceFile[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${String(index + 1).padStart(4, "0")}_bench.up.sql`;
    return { name, path: name, content: up(index + 1) };
  });
}

/** The same as a source in memory. */
export function sourceOf(files: readonly SourceFile[]): Source {
  return { description: "bench", namespace: "", list: () => Promise.resolve(files) };
}

/** The same as a folder, for processes; `act` gets its path. */
export async function withFolder<Result>(
  files: readonly SourceFile[],
  act: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-bench-"));
  try {
    for (const { name, content } of files) await writeFile(join(folder, name), content);
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
