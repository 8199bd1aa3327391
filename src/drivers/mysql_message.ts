import type { SendHooks, StatementResult } from "./connection.ts";
import type { Listening } from "./listening.ts";
import type {
  MysqlClient,
  MysqlCommand,
  MysqlCommands,
  MysqlHeader,
  MysqlPacket,
  MysqlServerError,
} from "./mysql_client.ts";

/** How a message ended, or stands when it fails. */
export interface MysqlProgress {
  /** How many results have arrived. A CALL brings one more than it has SELECTs. */
  completed: number;
  /** The server's status flags with the last result. */
  status: number | null;
}

/**
 * Sends one COM_QUERY. Results are told as they arrive and rows nobody asked
 * for are not even decoded, which needs a hand on the command's own states:
 * `mysql2` tells of a result set's end, and of its warnings, nowhere else.
 *
 * @throws {MysqlServerError} With `progress` telling how far it came; what
 * listeners throw is left in `listening`.
 */
export function runMysqlMessage(
  client: MysqlClient,
  text: string,
  hooks: SendHooks,
  progress: MysqlProgress,
  listening: Listening,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: MysqlServerError | null) => error === null ? resolve() : reject(error);
    // the class itself: a driver loaded twice has two of them
    const { createQuery } = client.constructor as MysqlCommands;
    const command = createQuery(text, undefined, settle, client.config);
    watch(command, hooks, progress, listening);
    client.addCommand(command);
  });
}

type Told = Pick<StatementResult, "rows" | "changed">;

function watch(
  command: MysqlCommand,
  hooks: SendHooks,
  progress: MysqlProgress,
  listening: Listening,
): void {
  const row = command.row.bind(command);
  const doneInsert = command.doneInsert.bind(command);
  let keeps: boolean | null = null;
  const complete = (status: number, warnings: number, told: Told = {}) => {
    const index = progress.completed++;
    progress.status = status;
    keeps = null;
    listening.call(() => hooks.onResult?.({ index, tag: "", warnings, ...told }));
  };
  const readRow = (packet: MysqlPacket, client: MysqlClient): unknown => {
    if (keeps === null) {
      keeps = false;
      listening.call(() => keeps = hooks.keepRows?.(progress.completed) === true);
    }
    if (packet.isEOF()) {
      const rows = keeps === true ? { rows: command._currentRows } : {};
      const status = packet.eofStatusFlags() & 0xffff;
      complete(status, packet.eofWarningCount() & 0xffff, rows);
      return row(packet, client);
    }
    if (keeps === true) row(packet, client);
    return readRow;
  };
  command.row = readRow;
  command.doneInsert = (header: MysqlHeader | null) => {
    if (header !== null) {
      const { serverStatus = 0, warningStatus = 0, affectedRows: changed = 0 } = header;
      complete(serverStatus, warningStatus & 0xffff, { changed });
    }
    return doneInsert(header!);
  };
}
