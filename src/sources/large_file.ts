import { Buffer, isAscii } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { DunlinError } from "../errors.ts";
import { badByte, markedUtf16, nulCharacter } from "../migrations/decode.ts";
import { fileProblem } from "../migrations/file_problem.ts";
import type { LargeReading, LargeText } from "../migrations/large_text.ts";
import { type BadText, TextScan, wholeLength } from "../migrations/text_scan.ts";
import { fileFailure } from "./file_failure.ts";

/** What is read at once. */
const BLOCK_BYTES = 512 * 1024;
/** What is decoded at once: larger strings are collected late. */
const PIECE_BYTES = 64 * 1024;
const HEAD_BYTES = 64 * 1024;
/** Room before what is read, for the beginning of a sequence that the piece before ended with. */
const ROOM = 4;

/** Where a large file lies, and as what it was listed. */
interface Listed {
  readonly full: string;
  /** As the user knows it. */
  readonly path: string;
  readonly bytes: number;
}

/** What the listing has found. */
interface Known extends Listed, Pick<LargeText, "checksum" | "refused"> {
  /** CRC-32 of each block. */
  readonly sums: readonly number[];
  readonly sumOf: (block: Uint8Array) => number;
}

/** A large file as its folder lists it. */
export interface LargeFile {
  /** The first lines, 64 kB at most; a longer first line is cut. */
  readonly content: Uint8Array;
  readonly large: LargeText;
}

/**
 * Lists a large file: one pass that hashes and checks it, and keeps the head. A
 * file that has another size at the end than at the start, or whose clock has
 * moved, is no state anybody meant, and is an error; what is changed later is
 * told by whoever reads it again.
 *
 * @param bytes Its size as the folder says.
 * @throws {DunlinError} `io`, `permission-denied`
 */
export async function listLargeFile(
  full: string,
  path: string,
  bytes: number,
): Promise<LargeFile> {
  const listed = { full, path, bytes };
  const { crc32: sumOf } = await import("node:zlib"); // only large files need it
  const scan = new TextScan();
  const sums: number[] = [];
  let content: Uint8Array = new Uint8Array(0);
  for await (const piece of blocks(listed)) {
    if (content.length === 0) content = headOf(piece);
    scan.update(piece);
    sums.push(sumOf(piece));
  }
  const refused = scan.bad === null ? null : await refusal(listed, scan.bad);
  const checksum = refused === null ? scan.checksum() : "";
  const known = { ...listed, sums, sumOf, checksum, refused };
  const large: LargeText = {
    bytes,
    checksum,
    refused,
    read: () => new Reading(known),
    readKnown: () => knownPieces(listed),
  };
  return { content, large };
}

/** What is the same as when it was listed, block by block, is not checked and hashed again. */
class Reading implements LargeReading {
  readonly #known: Known;
  #bytesRead = 0;
  #ended = false;

  constructor(known: Known) {
    this.#known = known;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  checksum(): string {
    if (!this.#ended) throw new RangeError("the end of the text has not been reached");
    return this.#known.checksum;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    const { path, sums, sumOf, refused } = this.#known;
    if (refused !== null) throw fileProblem(path, refused);
    let at = 0;
    for await (const block of blocks(this.#known)) {
      if (sumOf(block) !== sums[at++]) throw changed(this.#known);
      for (const [text, bytes] of piecesOf(block, at === 1)) {
        this.#bytesRead += bytes;
        if (text !== "") yield text;
      }
    }
    this.#ended = true;
  }
}

async function* knownPieces(listed: Listed): AsyncGenerator<string> {
  let first = true;
  for await (const block of blocks(listed)) {
    for (const [text] of piecesOf(block, first)) {
      if (text !== "") yield text;
    }
    first = false;
  }
}

/** The text of a block in pieces, each with the number of its bytes. */
function* piecesOf(block: Uint8Array, first: boolean): Generator<[text: string, bytes: number]> {
  for (let rest = block; rest.length > 0;) {
    const piece = rest.subarray(0, wholeLength(rest.subarray(0, PIECE_BYTES)));
    yield [textOf(first && rest === block ? withoutMark(piece) : piece), piece.length];
    rest = rest.subarray(piece.length);
  }
}

/** The bytes of a file in whole UTF-8 sequences; a block is good until the next is asked for. */
async function* blocks(listed: Listed): AsyncGenerator<Uint8Array> {
  const handle = await opened(listed);
  let reading: Promise<number> | null = null;
  try {
    const before = await stateOf(handle);
    if (before.bytes !== listed.bytes) throw changed(listed);
    let [buffer, other] = [Buffer.allocUnsafe(ROOM + BLOCK_BYTES), Buffer.allocUnsafe(0)];
    let kept = 0;
    let taken = 0;
    reading = readInto(handle, buffer);
    for (let length = await reading; length > 0; length = await reading) {
      taken += length;
      if (taken > listed.bytes) throw changed(listed);
      const piece = buffer.subarray(ROOM - kept, ROOM + length);
      const whole = wholeLength(piece);
      if (other.length === 0) other = Buffer.allocUnsafe(ROOM + BLOCK_BYTES);
      kept = piece.length - whole;
      other.set(piece.subarray(whole), ROOM - kept);
      reading = readInto(handle, other);
      reading.catch(() => {}); // it is awaited when this piece has been used
      if (whole > 0) yield piece.subarray(0, whole);
      [buffer, other] = [other, buffer];
    }
    if (kept > 0) yield buffer.subarray(ROOM - kept, ROOM);
    const after = await stateOf(handle);
    if (taken !== listed.bytes || after.modified !== before.modified) throw changed(listed);
  } catch (error) {
    throw fileFailure(listed.path, error);
  } finally {
    await reading?.catch(() => {});
    await handle.close();
  }
}

async function opened({ full, path }: Listed): Promise<FileHandle> {
  try {
    return await open(full, "r");
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** Fills a block, but where the file ends: every reading has the same blocks. */
async function readInto(handle: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < BLOCK_BYTES) {
    const left = BLOCK_BYTES - length;
    const { bytesRead } = await handle.read(buffer, ROOM + length, left, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

async function stateOf(handle: FileHandle): Promise<{ bytes: number; modified: number }> {
  const { size, mtimeMs } = await handle.stat();
  return { bytes: size, modified: mtimeMs };
}

/** In the words of `decode()`, for whose place the lines before it are counted now. */
async function refusal(listed: Listed, bad: BadText) {
  let head: Uint8Array = new Uint8Array(0);
  let [line, column, taken, byte] = [1, 1, 0, 0];
  let afterReturn = false;
  for await (const piece of blocks(listed)) {
    if (head.length === 0) head = Uint8Array.from(piece.subarray(0, 64));
    const from = taken === 0 && startsWithMark(piece) ? 3 : 0;
    const until = Math.min(bad.at - taken, piece.length);
    for (let at = from; at < until; at++) {
      const unit = piece[at] as number;
      const ends = unit === 13 || (unit === 10 && !afterReturn);
      if (ends) [line, column] = [line + 1, 1];
      else if (unit !== 10 && (unit & 0xc0) !== 0x80) column++;
      afterReturn = unit === 13;
    }
    byte = piece[until] ?? 0;
    if (until < piece.length) break;
    taken += piece.length;
  }
  const marked = markedUtf16(head);
  if (marked !== null) return marked;
  if (bad.kind === "byte") return badByte(byte, { line, column });
  return nulCharacter(textOf(withoutMark(head)), { line, column });
}

function headOf(piece: Uint8Array): Uint8Array {
  const head = piece.subarray(0, HEAD_BYTES);
  const lines = head.lastIndexOf(10) + 1;
  // a copy: the piece is written over
  return Uint8Array.from(head.subarray(0, lines > 0 ? lines : wholeLength(head)));
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return startsWithMark(bytes) ? bytes.subarray(3) : bytes;
}

/** Of bytes that are known to be UTF-8. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString(isAscii(buffer) ? "latin1" : "utf8");
}

function changed({ path }: Listed): DunlinError {
  return new DunlinError("io", `${path} was changed while it was read`, {
    where: { file: path },
    next: "wait until nothing writes it any more, then run this again",
  });
}
