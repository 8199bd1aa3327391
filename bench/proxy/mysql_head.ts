import type { ReadHead } from "./frame.ts";

const NAMES: Readonly<Record<number, string>> = {
  0x01: "COM_QUIT",
  0x02: "COM_INIT_DB",
  0x03: "COM_QUERY",
  0x0e: "COM_PING",
  0x11: "COM_CHANGE_USER",
  0x16: "COM_STMT_PREPARE",
  0x17: "COM_STMT_EXECUTE",
  0x18: "COM_STMT_SEND_LONG_DATA",
  0x19: "COM_STMT_CLOSE",
  0x1a: "COM_STMT_RESET",
  0x1b: "COM_SET_OPTION",
  0x1f: "COM_RESET_CONNECTION",
};

const TLS_REQUEST_BYTES = 32;

/**
 * A reader for one session. A command is a packet numbered 0; the login and
 * the rest of a command over 16 MB have higher numbers. Source: MySQL
 * Internals, Protocol Basics and Command Phase.
 */
export function mysqlHead(): ReadHead {
  return (head) => {
    if (head.length < 4) return undefined;
    const length = head[0]! | head[1]! << 8 | head[2]! << 16;
    const number = head[3]!;
    if (number > 0 || length === 0) {
      const tls = number === 1 && length === TLS_REQUEST_BYTES;
      return { name: tls ? "TLS" : null, command: false, rest: length, opaque: tls };
    }
    if (head.length < 5) return undefined;
    const code = head[4]!;
    const name = NAMES[code] ?? `command 0x${code.toString(16).padStart(2, "0")}`;
    return { name, command: code !== 0x01, rest: length - 1 };
  };
}
