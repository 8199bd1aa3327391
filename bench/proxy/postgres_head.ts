import type { Frame, ReadHead } from "./frame.ts";

const NAMES: Readonly<Record<string, string>> = {
  B: "Bind",
  C: "Close",
  D: "Describe",
  E: "Execute",
  F: "FunctionCall",
  H: "Flush",
  P: "Parse",
  Q: "Query",
  S: "Sync",
  X: "Terminate",
  c: "CopyDone",
  d: "CopyData",
  f: "CopyFail",
};

const GREETINGS: Readonly<Record<number, string>> = {
  80877102: "CancelRequest",
  80877103: "SSLRequest",
  80877104: "GSSENCRequest",
};

const TLS_HANDSHAKE = 0x16;

/** A reader for one session. Source: PostgreSQL manual, 54.2.1, 54.7. */
export function postgresHead(): ReadHead {
  let greeted = false;
  return (head) => {
    if (greeted) return head.length < 5 ? undefined : typed(head);
    if (head[0] === TLS_HANDSHAKE) {
      return { name: "TLS", command: false, rest: 0, opaque: true };
    }
    if (head.length < 8) return undefined;
    const name = GREETINGS[uint32(head, 4)] ?? "StartupMessage";
    greeted = name === "StartupMessage";
    return { name, command: name === "CancelRequest", rest: uint32(head, 0) - 8 };
  };
}

function typed(head: Uint8Array): Frame {
  const letter = String.fromCharCode(head[0]!);
  const name = letter === "p" ? "Password" : NAMES[letter] ?? `unknown ${letter}`;
  return { name, command: letter !== "p" && letter !== "X", rest: uint32(head, 1) - 4 };
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}
