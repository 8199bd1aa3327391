import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseName } from "../../tests/contract/databases.ts";
import { cacheFolder } from "../../tests/tools/servers/npm_package.ts";

/** How the rows of a large file are written down. */
export interface LargeShape {
  readonly name: "Rows" | "Extended" | "Copy";
  /** For a heading: `an INSERT for each row of 1 kB`. */
  readonly title: string;
  readonly engines: readonly DatabaseName[];
  /** What stands before, between and behind the rows of a part. */
  readonly before: string;
  readonly between: string;
  readonly after: string;
  readonly rowsInPart: number;
  readonly row: (n: number) => string;
}

const ROW_BYTES = 1000;
const FILLING = "lorem ipsum dolor sit amet; consectetur -- adipiscing ".repeat(30);
const EVERY: readonly DatabaseName[] = ["postgres", "mysql", "mariadb", "sqlite"];

const valuesOf = (n: number) => `(${n}, '${FILLING.slice(0, ROW_BYTES - 30)}')`;
const INSERT = "INSERT INTO bench_1 VALUES ";

/** Each of about the same size for the same number of rows. */
export const LARGE_SHAPES: readonly LargeShape[] = [
  {
    name: "Rows",
    title: "an INSERT for each row of 1 kB",
    engines: EVERY,
    before: INSERT,
    between: "",
    after: ";\n",
    rowsInPart: 1,
    row: valuesOf,
  },
  {
    name: "Extended",
    title: "INSERTs of 1 MB with 1,000 rows each",
    engines: EVERY,
    before: INSERT,
    between: ",\n",
    after: ";\n",
    rowsInPart: 1000,
    row: valuesOf,
  },
  {
    name: "Copy",
    title: "COPY FROM stdin",
    engines: ["postgres"],
    before: "",
    between: "",
    after: "",
    rowsInPart: 1000,
    row: (n) => `${n}\t${FILLING.slice(0, ROW_BYTES - 10)}\n`,
  },
];

/** How many rows of 1 kB make that many MB. */
export function rowsOf(megabytes: number): number {
  return megabytes * 1000;
}

/** The path of such a file, in the cache; made now if it is not there. */
export function largeFile(shape: LargeShape, megabytes: number): string {
  const folder = join(cacheFolder, "bench", "large");
  const path = join(folder, `${shape.name}-${megabytes}.sql`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const file = openSync(`${path}.part`, "w");
  try {
    writeSync(file, `CREATE TABLE bench_1 (id INT PRIMARY KEY, body TEXT);\n`);
    if (shape.name === "Copy") writeSync(file, "COPY bench_1 FROM stdin;\n");
    writeParts(file, shape, rowsOf(megabytes));
    if (shape.name === "Copy") writeSync(file, "\\.\n");
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
  return path;
}

function writeParts(file: number, shape: LargeShape, rows: number): void {
  const { before, between, after, rowsInPart, row } = shape;
  for (let first = 1; first <= rows; first += rowsInPart) {
    const count = Math.min(rowsInPart, rows - first + 1);
    const part = Array.from({ length: count }, (_, index) => row(first + index));
    writeSync(file, `${before}${part.join(between)}${after}`);
  }
}
