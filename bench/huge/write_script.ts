import { Buffer } from "node:buffer";
import { open } from "node:fs/promises";

/** What a large script is made of. */
export type ScriptShape = "small-inserts" | "extended-inserts" | "copy" | "one-statement";

const ROW = "the quick brown fox jumps over the lazy dog, and it's ''not'' the end of it; ünïcode";

const BLOCKS: Record<ScriptShape, { head: string; block: (at: number) => string; tail: string }> = {
  "small-inserts": {
    head: "CREATE TABLE t (id BIGINT, note TEXT);\n",
    block: (at) =>
      lines(100, (row) => `INSERT INTO t VALUES (${at * 100 + row}, '${quoted()}');\n`),
    tail: "",
  },
  "extended-inserts": {
    head: "CREATE TABLE t (id BIGINT, note TEXT);\n",
    block: (at) =>
      `INSERT INTO t VALUES ${
        lines(8000, (row) => `(${at * 8000 + row},'${quoted()}'),`)
      }(0,'');\n`,
    tail: "",
  },
  "copy": {
    head: "CREATE TABLE t (id BIGINT, note TEXT);\nCOPY t FROM stdin;\n",
    block: (at) => lines(100, (row) => `${at * 100 + row}\t${ROW}\n`),
    tail: "\\.\n",
  },
  "one-statement": {
    head: "INSERT INTO t VALUES ",
    block: (at) => lines(100, (row) => `(${at * 100 + row},'${quoted()}'),`),
    tail: "(0,'');\n",
  },
};

/** Writes a script of about so many bytes. */
export async function writeScript(path: string, shape: ScriptShape, bytes: number): Promise<void> {
  const { head, block, tail } = BLOCKS[shape];
  const file = await open(path, "w");
  try {
    let written = (await file.write(head)).bytesWritten;
    // one block again and again: what is measured is the reading
    const [first, length] = oneMegabyte(block);
    while (written + length < bytes) written += (await file.write(first)).bytesWritten;
    await file.write(tail);
  } finally {
    await file.close();
  }
}

function oneMegabyte(block: (at: number) => string): [Uint8Array, number] {
  const blocks: string[] = [];
  for (let length = 0; length < 1_000_000; length += blocks.at(-1)?.length ?? 0) {
    blocks.push(block(blocks.length));
  }
  const bytes = Buffer.from(blocks.join(""));
  return [bytes, bytes.length];
}

function lines(count: number, line: (row: number) => string): string {
  return Array.from({ length: count }, (_, row) => line(row)).join("");
}

function quoted(): string {
  return ROW.replaceAll("''", "'").replaceAll("'", "''");
}
