/** One message of a client, by its head. */
export interface Frame {
  /** The protocol's own name for it: `Query`, `COM_QUERY`; null for the rest of a longer one. */
  readonly name: string | null;
  /** Whether it asks for work; greetings and passwords do not. */
  readonly command: boolean;
  /** Bytes of it that follow the head. */
  readonly rest: number;
  /** From here on nothing can be read: the session is encrypted. */
  readonly opaque?: boolean;
}

/** Reads the head of the next message; undefined while it holds too few bytes. */
export type ReadHead = (head: Uint8Array) => Frame | undefined;

/** A frame that is complete, and where in the chunk it ended. */
export interface Arrived {
  readonly frame: Frame;
  /** Offset in the chunk of the first byte after it. */
  readonly end: number;
}

/**
 * Cuts a client's byte stream, chunk by chunk, into messages. Bodies are
 * passed over, not kept.
 */
export function frameReader(readHead: ReadHead): (chunk: Uint8Array) => Arrived[] {
  let head: number[] = [];
  let open: Frame | undefined;
  let rest = 0;
  let opaque = false;
  return (chunk) => {
    const arrived: Arrived[] = [];
    let at = 0;
    while (!opaque && at < chunk.length) {
      if (open === undefined) {
        head.push(chunk[at++]!);
        open = readHead(Uint8Array.from(head));
        if (open === undefined) continue;
        rest = open.rest;
        head = [];
      }
      const passed = Math.min(rest, chunk.length - at);
      at += passed;
      rest -= passed;
      if (rest > 0) break;
      arrived.push({ frame: open, end: at });
      opaque = open.opaque ?? false;
      open = undefined;
    }
    return arrived;
  };
}
