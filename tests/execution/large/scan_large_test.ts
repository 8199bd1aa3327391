import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { postgres } from "../../../src/dialects/postgres.ts";
import { type Scan, scanLarge } from "../../../src/execution/large/scan_large.ts";
import { positionAt } from "../../../src/sql/position.ts";
import { splitStatements } from "../../../src/sql/split_statements.ts";
import { largeInMemory } from "./large_in_memory.ts";

const RULES = { flavor: "postgres" } as const;

async function scan(text: string, pieceUnits: number): Promise<Scan> {
  const [file] = await largeInMemory({ "1_a.up.sql": text }, pieceUnits).list();
  return await scanLarge(file!.large!, {
    dialect: postgres,
    rules: RULES,
    table: "dunlin_migrations",
    noTransaction: false,
    sliceUnits: 40,
    unitUnits: Infinity,
    apart: () => false,
    untransactional: () => null,
    begun: [],
    onProblem: () => {},
    onStatement: () => {},
  });
}

/** The data of each COPY, and the line they begin in, as a large file sends them. */
function sent(text: string, { slices }: Scan): (readonly [string, number])[] {
  const copies: [string, number][] = [];
  for (const { kind, start, end, line } of slices) {
    if (kind === "copy") copies.push(["", 0]);
    const last = copies.at(-1);
    if (kind !== "data" || last === undefined) continue;
    if (last[1] === 0) last[1] = line;
    last[0] += text.slice(start, end);
  }
  return copies;
}

/** The same, as a file that is held sends them. */
function held(text: string): (readonly [string, number])[] {
  return splitStatements(text, RULES).statements.flatMap(({ copyData: data }) => {
    if (data === undefined) return [];
    const lines = text.slice(data.start, data.end);
    return [[lines, lines === "" ? 0 : positionAt(text, data.start).line]];
  });
}

const between = fc.array(
  fc.constantFrom(
    ..." ,\n,\r\n,\t,-- a note; of its own\n,/* a\ncomment; */,/* ; */".split(","),
    " ".repeat(1500),
  ),
  { maxLength: 5 },
).map((parts) => parts.join(""));
const behind = fc.constantFrom("\n", " \n", "\r\n", `${" ".repeat(1200)}\n`, "\t\r\n");
const lines = fc.array(fc.constantFrom("1\tone\n", "2\t;\n", "\n", "\\N\t\\.x\n", "-- 3\n"), {
  maxLength: 12,
}).map((all) => all.join(""));
const copy = fc.tuple(between, behind, lines).map(([before, after, data]) =>
  `COPY t FROM stdin${before};${after}${data}\\.\n`
);

test("the data of a COPY are the same in a large file and in one that is held", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(copy, fc.constant("SELECT 1;\n")), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 400 }),
      async (parts, pieceUnits) => {
        const text = parts.join("");
        assert.deepEqual(sent(text, await scan(text, pieceUnits)), held(text));
      },
    ),
    { numRuns: 200 },
  );
});
