import type { Position } from "../sql/position.ts";

/** What came of reading bytes as text. Line and column count from 1, columns in code points. */
export type Decoded =
  | { readonly kind: "text"; readonly text: string }
  | {
    readonly kind: "refused";
    readonly message: string;
    readonly next: string;
    readonly line: number;
    readonly column: number;
  };

type Refused = Extract<Decoded, { kind: "refused" }>;

const STRICT = new TextDecoder("utf-8", { fatal: true });

const AS_UTF8 = "save the file as UTF-8";

/**
 * Reads a file as strict UTF-8. A UTF-8 BOM is dropped and CR LF kept. NUL
 * characters are refused: no database takes them in SQL. Text that is already
 * decoded (a manifest's) passes the same checks as far as they apply.
 */
export function decode(content: Uint8Array | string): Decoded {
  if (typeof content === "string") {
    return withoutNul(content.startsWith("\ufeff") ? content.slice(1) : content);
  }
  const marked = markedUtf16(content);
  if (marked !== null) return marked;
  try {
    return withoutNul(STRICT.decode(content));
  } catch {
    return notUtf8(content);
  }
}

function withoutNul(text: string): Decoded {
  const offset = text.indexOf("\0");
  return offset < 0 ? { kind: "text", text } : nulCharacter(text, endOf(text.slice(0, offset)));
}

/**
 * Text with a NUL in it, refused.
 *
 * @param head At least the first four characters.
 */
export function nulCharacter(head: string, { line, column }: Position): Refused {
  const guess = /^.?\0.\0/s.test(head) ? ": it looks like UTF-16" : "";
  return refuse(`the file holds a NUL character${guess}`, AS_UTF8, line, column);
}

/** Bytes that are marked as UTF-16, refused; null for all others. */
export function markedUtf16(content: Uint8Array): Refused | null {
  const utf16 = utf16Mark(content);
  if (utf16 === null) return null;
  return refuse(`the file is ${utf16}, not UTF-8`, `${AS_UTF8} (without "Unicode")`, 1, 1);
}

function utf16Mark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16 (little endian)";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16 (big endian)";
  return null;
}

function notUtf8(bytes: Uint8Array): Decoded {
  const bad = firstBadByte(bytes);
  return badByte(
    bytes[bad] ?? 0,
    endOf(new TextDecoder("utf-8").decode(bytes.subarray(0, bad))),
  );
}

/** A byte that is no UTF-8 where it stands, refused. */
export function badByte(byte: number, { line, column }: Position): Refused {
  const hex = byte.toString(16).toUpperCase().padStart(2, "0");
  const guess = byte >= 0xa0
    ? `, it looks like Latin-1, where it is "${String.fromCharCode(byte)}"`
    : "";
  return refuse(`byte 0x${hex} is not UTF-8${guess}`, AS_UTF8, line, column);
}

/** The index of the first byte of the first sequence that is not well-formed UTF-8. */
export function firstBadByte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length === 0) return index;
    index += length;
  }
  return index;
}

/** Length of the well-formed sequence that starts here, or 0. Source: Unicode 15, table 3-7. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf
    ? 2
    : lead >= 0xe0 && lead <= 0xef
    ? 3
    : lead >= 0xf0 && lead <= 0xf4
    ? 4
    : 0;
  const [low, high] = secondByteRange(lead);
  for (let step = 1; step < length; step++) {
    const byte = bytes[index + step] ?? 0;
    if (byte < (step === 1 ? low : 0x80) || byte > (step === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

function secondByteRange(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf]; // overlong
  if (lead === 0xed) return [0x80, 0x9f]; // surrogates
  if (lead === 0xf0) return [0x90, 0xbf]; // overlong
  if (lead === 0xf4) return [0x80, 0x8f]; // above U+10FFFF
  return [0x80, 0xbf];
}

/** Line and column just behind a text. */
function endOf(text: string): { line: number; column: number } {
  const lines = text.split(/\r\n?|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

function refuse(message: string, next: string, line: number, column: number): Refused {
  return { kind: "refused", message, next, line, column };
}
