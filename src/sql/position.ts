/** A place in a text. Both count from 1; a column is a code point, also where it shows wider. */
export interface Position {
  /** The first line is 1. */
  readonly line: number;
  /** The first code point of a line is 1. */
  readonly column: number;
}

/** Answers where offsets of one text are; cheap when asked in rising order. */
export interface PositionFinder {
  /**
   * The place of a UTF-16 offset.
   *
   * @throws {RangeError} If the offset is negative or behind the end of the text.
   */
  at(offset: number): Position;
}

/**
 * Prepares to find places in a text. Lines end at `\n`, `\r\n` or a lone `\r`;
 * the terminator belongs to the line it ends.
 */
export function findPositions(text: string): PositionFinder {
  const starts = lineStarts(text);
  // A line may be 160 kB long and hold thousands of statements: go on from the last answer.
  let known = { offset: 0, line: 1, column: 1 };
  return {
    at(offset: number): Position {
      if (!(offset >= 0 && offset <= text.length)) {
        throw new RangeError(`offset ${offset} is not in the text`);
      }
      const line = lineOf(starts, offset);
      const start = starts[line - 1] ?? 0;
      const from = known.line === line && known.offset <= offset
        ? known
        : { offset: start, line, column: 1 };
      const column = from.column + countCodePoints(text, from.offset, offset);
      if (!isPair(text, offset - 1)) known = { offset, line, column };
      return { line, column };
    },
  };
}

/**
 * The place of one UTF-16 offset; for many, {@linkcode findPositions}.
 *
 * @throws {RangeError} If the offset is negative or behind the end of the text.
 */
export function positionAt(text: string, offset: number): Position {
  return findPositions(text).at(offset);
}

/**
 * The UTF-16 offset of a place. A column behind the end of its line gives the
 * line's end, a line behind the last one the end of the text.
 */
export function offsetAt(text: string, position: Position): number {
  const starts = lineStarts(text);
  const start = starts[position.line - 1];
  if (start === undefined) return text.length;
  const end = lineEnd(text, start);
  let offset = start;
  for (let column = 1; column < position.column && offset < end; column++) {
    offset += isPair(text, offset) ? 2 : 1;
  }
  return offset;
}

/** The offset where the line holding `offset` ends, before its terminator. */
export function lineEnd(text: string, offset: number): number {
  for (let i = offset; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** How many code points begin between two UTF-16 offsets. */
export function countCodePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    if (isPair(text, i)) i++;
    count++;
  }
  return count;
}

/** Whether a surrogate pair begins at an offset. */
export function isPair(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(offset + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
