import { Buffer } from "node:buffer";

const HEAD = 5;
const QUERY = 0x51;
const COPY_DATA = 0x64;

/**
 * Frames of the protocol for texts of many kilobytes. `pg` grows its buffer
 * step by step and copies what it is given; here a text is encoded once.
 * Source: PostgreSQL manual 54.7.
 */
export class PostgresFrames {
  #buffer = Buffer.alloc(0);

  /** A Query message; good until the next one is made, when the server has answered this one. */
  query(text: string): Buffer {
    const length = Buffer.byteLength(text);
    const size = HEAD + length + 1;
    if (this.#buffer.length < size) this.#buffer = Buffer.allocUnsafeSlow(Math.ceil(size * 1.2));
    this.#buffer.write(text, HEAD);
    this.#buffer[HEAD + length] = 0;
    return headed(this.#buffer.subarray(0, size), QUERY);
  }

  /** A CopyData message. */
  copyData(text: string): Buffer {
    const length = Buffer.byteLength(text);
    const buffer = Buffer.allocUnsafe(HEAD + length);
    buffer.write(text, HEAD);
    return headed(buffer, COPY_DATA);
  }
}

function headed(buffer: Buffer, type: number): Buffer {
  buffer[0] = type;
  buffer.writeUInt32BE(buffer.length - 1, 1);
  return buffer;
}
