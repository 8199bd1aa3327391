import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";

/** How files are asked for: at once, or with many on their way. */
export interface Disk {
  /** What a path leads to. */
  stat(path: string): FileState | Promise<FileState>;
  /** The whole of a file. */
  read(path: string): Uint8Array | Promise<Uint8Array>;
  /**
   * The whole of a file that is not longer than `most` bytes, and null for a longer one. It spares
   * asking for the size, which costs as much as reading does.
   *
   * @param most Up to {@linkcode SHORT_BYTES}
   */
  readShort(path: string, most: number): Uint8Array | null | Promise<Uint8Array | null>;
}

/** What nearly every migration is shorter than. */
export const SHORT_BYTES: number = 64 * 1024;

/** What is asked of a file before it is read. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Each answer is waited for, which costs a near disk a quarter of what passing it to a thread does. */
const NEAR: Disk = {
  stat: (path) => statSync(path),
  read: (path) => readFileSync(path),
  readShort: readShortNear,
};
const FAR: Disk = {
  stat: (path) => stat(path),
  read: (path) => readFile(path),
  readShort: readShortFar,
};

/** A disk whose files take longer, on average, is far: a network's, or one that has to turn. */
const NEAR_MS = 1;
/** How many files it takes to say so. */
const FIRST = 8;
/** How long nothing else is let run: a session is opened meanwhile. */
const TURN_MS = 5;
/** How many files of a far disk are on their way at once. */
const CONCURRENCY = 32;

/** One for all files of a near disk: what is read is copied before anything else runs. */
let scratch: Uint8Array | null = null;

function readShortNear(path: string, most: number): Uint8Array | null {
  const bytes = scratch ??= new Uint8Array(SHORT_BYTES + 1);
  const file = openSync(path, "r");
  try {
    let length = 0;
    // only a read of nothing is the end: some file systems give less than they have
    for (let read = -1; read !== 0 && length <= most; length += read) {
      read = readSync(file, bytes, length, most + 1 - length, null);
    }
    return length > most ? null : bytes.slice(0, length);
  } finally {
    closeSync(file);
  }
}

async function readShortFar(path: string, most: number): Promise<Uint8Array | null> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array(most + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= most; length += read) {
      read = (await file.read(bytes, length, most + 1 - length, null)).bytesRead;
    }
    return length > most ? null : bytes.slice(0, length);
  } finally {
    await file.close();
  }
}

/**
 * Does the same for each entry, one after another on a near disk, many at once on
 * a far one. Which it is, the first entries tell.
 *
 * @param now Milliseconds; the clock that tells.
 * @returns In no particular order.
 * @throws The first failure.
 */
export async function eachOf<Entry, Answer>(
  entries: readonly Entry[],
  act: (entry: Entry, disk: Disk) => Promise<Answer>,
  now: () => number = () => performance.now(),
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let spentMs = 0;
  let turnMs = 0;
  while (next < entries.length && (next < FIRST || spentMs <= next * NEAR_MS)) {
    const from = now();
    answers.push(await act(entries[next++] as Entry, NEAR));
    const took = now() - from;
    if (next > 1) spentMs += took; // the first one also pays for loading what reads it
    turnMs += took;
    if (turnMs < TURN_MS) continue;
    turnMs = 0;
    await setImmediate();
  }
  const goOn = async () => {
    while (next < entries.length) answers.push(await act(entries[next++] as Entry, FAR));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, goOn));
  return answers;
}
