import { dialectOf } from "../../dialects/by_name.ts";
import type { LiveTable } from "../../dialects/live_table.ts";
import { connect } from "../../drivers/connect.ts";
import type { Connection } from "../../drivers/connection.ts";
import { DunlinError } from "../../errors.ts";
import { readTable } from "../../schema/read_table.ts";
import type { SqlFlavor } from "../../sql/statement.ts";
import type { CommandContext } from "../command.ts";

/** A generator waits no longer for a database it can do without. */
const CONNECT_WITHIN_MS = 5000;

/** The database of a call, to look at: its session refuses writes. */
export interface LiveTables {
  readonly product: SqlFlavor;
  /** Asked once for each table. */
  look(table: string): Promise<LiveTable | null>;
  close(): Promise<void>;
}

/** The database, or why there is none to look at. */
export type Looking =
  | { readonly kind: "live"; readonly tables: LiveTables }
  | { readonly kind: "none"; readonly because: string };

/** Opens the database of a call for looking; what stands in the way is no error. */
export async function liveTables(context: CommandContext): Promise<Looking> {
  const { settings, env, signal } = context;
  if (context.options["no-live"]) return { kind: "none", because: "--no-live" };
  if (settings.database === null) return { kind: "none", because: "no database was named" };
  try {
    const connection = await connect(settings.database.value, {
      readOnly: true,
      env,
      signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_WITHIN_MS)]),
    });
    const refuse = dialectOf(connection.server.product).readOnlySession;
    if (refuse.length > 0) await connection.send(refuse.join(";\n"));
    return { kind: "live", tables: lookingAt(connection) };
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof DunlinError) return { kind: "none", because: error.message };
    if ((error as Error).name === "TimeoutError") {
      return { kind: "none", because: "the server did not answer within 5 seconds" };
    }
    throw error;
  }
}

function lookingAt(connection: Connection): LiveTables {
  const seen = new Map<string, Promise<LiveTable | null>>();
  return {
    product: connection.server.product,
    look: (table) => {
      const known = seen.get(table) ?? readTable(connection, table);
      seen.set(table, known);
      return known;
    },
    close: () => connection.close(),
  };
}
