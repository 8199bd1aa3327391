import { dialectOf } from "../../dialects/by_name.ts";
import { parseTableName } from "../../dialects/own_tables.ts";
import type { OwnState } from "../../dialects/own_state.ts";
import { connect } from "../../drivers/connect.ts";
import type { Connection, ServerIdentity } from "../../drivers/connection.ts";
import type { Target } from "../../drivers/target.ts";
import { DunlinError } from "../../errors.ts";
import { DEFAULT_LOCK_TIMEOUT_MS } from "../../execution/migrator_options.ts";
import { Session } from "../../execution/session.ts";
import { lockHolders } from "../../execution/unlock.ts";
import type { MigrationOutline } from "../../migrations/migration_outline.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import { compare } from "../../plan/compare.ts";
import type { StatusOutline } from "../../plan/state.ts";
import type { CommandContext } from "../command.ts";
import { type Check, ok, problem } from "./check.ts";
import { examineSession } from "./examine_session.ts";
import { failed } from "./failed.ts";
import { checkOwnTables } from "./own_tables.ts";

/** What came of looking at the database. */
export interface DatabaseExamination {
  readonly checks: readonly Check[];
  /** What the server is; null without a session. */
  readonly product: ServerIdentity["product"] | null;
  /** Holds files against the history; null where that was not read. */
  readonly statuses:
    | ((migrations: readonly MigrationOutline[]) => readonly StatusOutline[])
    | null;
}

const CONNECT_MS = 10_000;
const UNSEEN = "not looked at without a session: server, lock, clock, rights, own tables";

/** Opens a session that refuses writes, asks it, and closes it. */
export async function examineDatabase(
  context: CommandContext,
  target: Target,
): Promise<DatabaseExamination> {
  let connection: Connection;
  try {
    connection = await connect(target, {
      readOnly: true,
      create: false,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(CONNECT_MS)]),
      applicationName: "dunlin doctor",
      env: context.env,
    });
  } catch (error) {
    return { checks: [notConnected(error, target)], product: null, statuses: null };
  }
  try {
    return await ask(context, target, connection);
  } catch (error) {
    const { product } = connection.server;
    return { checks: [failed("connection", error)], product, statuses: null };
  } finally {
    await connection.close();
  }
}

function notConnected(error: unknown, target: Target): Check {
  const missing = error instanceof DunlinError && error.code === "database-missing";
  if (missing && target.dialect === "sqlite") {
    return ok("connection", `${target.path} is not there yet: the first migrate makes it`);
  }
  const late = error instanceof Error && error.name === "TimeoutError";
  const check = late
    ? problem(
      "connection",
      `nobody answered within ${CONNECT_MS / 1000} seconds`,
      "see that host and port are right, and that no firewall drops what is sent",
    )
    : failed("connection", error);
  return { ...check, more: [...check.more ?? [], UNSEEN] };
}

async function ask(
  context: CommandContext,
  target: Target,
  connection: Connection,
): Promise<DatabaseExamination> {
  const { settings } = context;
  const dialect = dialectOf(connection.server.product);
  const table = parseTableName(settings.table.value);
  const limits = { lockMs: DEFAULT_LOCK_TIMEOUT_MS, statementMs: 0 };
  const session = new Session(connection, dialect, table, limits, null, true);
  const state = await reading(session);
  const { product } = connection.server;
  const known = factsKnown(session);
  const own = state instanceof Error ? failed("own tables", state) : null;
  const checks = [
    ...await examineSession(context, target, session, known),
    own ?? await ownTables(context, session, state as OwnState),
  ];
  const { env, file } = settings;
  const order = file["order"] as VersionOrder | undefined;
  const statuses = (migrations: readonly MigrationOutline[]) =>
    compare(migrations, (state as OwnState).history, {
      ...(env === null ? {} : { env: env.value }),
      ...(order === undefined ? {} : { order }),
    });
  return { checks, product, statuses: own === null ? statuses : null };
}

async function reading(session: Session): Promise<OwnState | Error> {
  try {
    return await session.read();
  } catch (error) {
    if (error instanceof DunlinError) return error;
    throw error;
  }
}

// a history of another shape says what the session is all the same
function factsKnown(session: Session): boolean {
  try {
    return session.facts !== null;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function ownTables(
  { settings }: CommandContext,
  session: Session,
  state: OwnState,
): Promise<Check> {
  try {
    const order = settings.file["order"] as VersionOrder | undefined;
    return checkOwnTables({
      table: session.tables.history,
      format: state.fence?.format ?? null,
      migrations: compare([], state.history, order === undefined ? {} : { order }),
      holders: await lockHolders(session),
    });
  } catch (error) {
    return failed("own tables", error);
  }
}
