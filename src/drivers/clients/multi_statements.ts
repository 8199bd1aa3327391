import { Buffer } from "node:buffer";
import type { MysqlClient, MysqlCommands, MysqlServerError } from "../mysql_client.ts";

const CLIENT_MULTI_STATEMENTS = 1 << 16;
const COM_SET_OPTION = 0x1b;

/** Whether the client's own settings let one message carry several statements. */
export function hasMultiStatements({ config }: MysqlClient): boolean {
  return (Number(config["clientFlags"] ?? 0) & CLIENT_MULTI_STATEMENTS) !== 0;
}

/**
 * Lets one message of the session carry several statements, or no longer: the
 * protocol's own switch, for which `mysql2` has no command. Source: MySQL
 * internals, COM_SET_OPTION.
 *
 * @throws {MysqlServerError} If a proxy does not know it
 */
export function switchMultiStatements(client: MysqlClient, on: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: MysqlServerError | null) => error === null ? resolve() : reject(error);
    const { createQuery } = client.constructor as MysqlCommands;
    // a query's way through the client, with another packet
    const command = createQuery("", undefined, settle, client.config);
    command.start = (_packet, wire) => {
      wire.writePacket(optionPacket(on));
      return () => {
        settle(null);
        return null; // the command is done
      };
    };
    client.addCommand(command);
  });
}

function optionPacket(
  on: boolean,
): { length(): number; writeHeader(id: number): void; buffer: Buffer } {
  const buffer = Buffer.alloc(7);
  buffer[4] = COM_SET_OPTION;
  buffer.writeUInt16LE(on ? 0 : 1, 5);
  return {
    buffer,
    length: () => buffer.length,
    writeHeader(id) {
      buffer.writeUIntLE(buffer.length - 4, 0, 3);
      buffer[3] = id;
    },
  };
}
