import { type Code, readCode } from "./read_code.ts";

/** One import, or re-export, of a file. */
export interface Import {
  /** As written; null where it is computed at run time. */
  readonly specifier: string | null;
  readonly how: "static" | "type" | "dynamic";
  /** What stands between `import` and `from`. */
  readonly names: string;
}

const STATIC = /\b(?:import|export)\s+(type\b)?([\w\s{},*$]*?)\bfrom\s*"(\d+)"/g;
const BARE = /\bimport\s*"(\d+)"/g;
const DYNAMIC = /(?<![.\w])import\s*\(\s*(?:"(\d+)"\s*[,)])?/g;

/** Every import of a file, in no particular order. */
export function importsOf(source: string): readonly Import[] {
  return importsIn(readCode(source));
}

/** The same for code that is read already. */
export function importsIn({ code, texts }: Code): readonly Import[] {
  const text = (index: string | undefined) =>
    index === undefined ? null : texts[Number(index)] ?? null;
  return [
    ...[...code.matchAll(STATIC)].map(([, type, names = "", index]): Import => ({
      specifier: text(index),
      how: type === undefined ? "static" : "type",
      names: names.trim(),
    })),
    ...[...code.matchAll(BARE)].map(([, index]): Import => ({
      specifier: text(index),
      how: "static",
      names: "",
    })),
    ...[...code.matchAll(DYNAMIC)].map(([, index]): Import => ({
      specifier: text(index),
      how: "dynamic",
      names: "",
    })),
  ];
}
