import { Buffer } from "node:buffer";
import type { LargeReading, LargeText } from "../../../src/migrations/large_text.ts";
import { checksum } from "../../../src/migrations/checksum.ts";
import type { Source } from "../../../src/sources/source.ts";

/** Files by name; a function gives what the n-th reading, from 0, finds. */
export type LargeFiles = Readonly<Record<string, string | ((reading: number) => string)>>;

/** Migration files that count as large, in pieces of a few characters. */
export function largeInMemory(files: LargeFiles, pieceUnits = 700): Source {
  return {
    description: "memory",
    namespace: "",
    list: () =>
      Promise.resolve(
        Object.entries(files).map(([name, given]) => {
          const textOf = typeof given === "string" ? () => given : given;
          const first = textOf(0);
          const head = first.slice(0, first.indexOf("\n", 200) + 1 || undefined);
          return {
            name,
            path: `migrations/${name}`,
            content: Buffer.from(head),
            large: largeText(textOf, pieceUnits),
          };
        }),
      ),
  };
}

function largeText(textOf: (reading: number) => string, pieceUnits: number): LargeText {
  let readings = 0;
  const first = textOf(0);
  return {
    bytes: Buffer.byteLength(first),
    checksum: checksum(first),
    refused: null,
    read: () => reading(textOf(readings++), pieceUnits),
    readKnown: () => reading(textOf(readings++), pieceUnits),
  };
}

function reading(text: string, pieceUnits: number): LargeReading {
  let bytesRead = 0;
  return {
    get bytesRead() {
      return bytesRead;
    },
    checksum: () => checksum(text),
    async *[Symbol.asyncIterator]() {
      const units = [...text]; // never within a surrogate pair
      for (let at = 0; at < units.length; at += pieceUnits) {
        const piece = units.slice(at, at + pieceUnits).join("");
        await Promise.resolve();
        bytesRead += Buffer.byteLength(piece);
        yield piece;
      }
    },
  };
}
