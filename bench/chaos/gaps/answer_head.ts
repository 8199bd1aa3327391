import type { ReadHead } from "../../proxy/frame.ts";

const POSTGRES_RESULTS = new Map([["C", "CommandComplete"], ["E", "ErrorResponse"], [
  "Z",
  "ReadyForQuery",
]]);

/** Reads what a PostgreSQL server sends; results are commands. Source: PostgreSQL manual, 54.7. */
export function postgresAnswerHead(): ReadHead {
  return (head) => {
    if (head.length < 5) return undefined;
    const name = POSTGRES_RESULTS.get(String.fromCharCode(head[0] as number)) ?? null;
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1);
    return { name, command: name !== null, rest: length - 4 };
  };
}

const OK = 0x00;
const EOF = 0xfe;
const ERR = 0xff;

/**
 * Reads what a MySQL or MariaDB server sends; OK, EOF and ERR packets are
 * commands, and so is a row that begins with an empty column: one gap more.
 */
export function mysqlAnswerHead(): ReadHead {
  return (head) => {
    if (head.length < 5) return undefined;
    const length = head[0]! | head[1]! << 8 | head[2]! << 16;
    const first = head[4]!;
    return {
      name: null,
      command: first === OK || first === EOF || first === ERR,
      rest: length - 1,
    };
  };
}
