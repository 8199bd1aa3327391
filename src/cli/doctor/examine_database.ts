import { open } from "node:fs/promises";
import { dialectOf } from "../../dialects/by_name.ts";
import { checkupOf } from "../../dialects/checkup/checkup.ts";
import { parseTableName } from "../../dialects/own_tables.ts";
import type { OwnState } from "../../dialects/own_state.ts";
import { connect } from "../../drivers/connect.ts";
import type { Connection, ServerIdentity } from "../../drivers/connection.ts";
import type { Target } from "../../drivers/target.ts";
import { DunlinError } from "../../errors.ts";
import { chooseLock } from "../../execution/choose_lock.ts";
import type { LockKind } from "../../execution/held_lock.ts";
import { DEFAULT_LOCK_TIMEOUT_MS } from "../../execution/migrator.ts";
import { Session } from "../../execution/session.ts";
import { lockHolders } from "../../execution/unlock.ts";
import type { Migration } from "../../migrations/migration.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import { compare } from "../../plan/compare.ts";
import type { MigrationStatus } from "../../plan/state.ts";
import type { CommandContext } from "../command.ts";
import { isDenial } from "../environment.ts";
import { type Check, ok, problem } from "./check.ts";
import { checkClock } from "./clock.ts";
import { checkConnection } from "./connection.ts";
import { failed } from "./failed.ts";
import { checkOwnTables } from "./own_tables.ts";
import { checkRights } from "./rights.ts";
import { checkServer } from "./server.ts";

/** What came of looking at the database. */
export interface DatabaseExamination {
  readonly checks: readonly Check[];
  /** What the server is; null without a session. */
  readonly product: ServerIdentity["product"] | null;
  /** Holds files against the history; null where that was not read. */
  readonly statuses:
    | ((migrations: readonly Migration[]) => readonly MigrationStatus[])
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
    ...await ofSession(context, target, session, known),
    own ?? await ownTables(context, session, state as OwnState),
  ];
  const { env, file } = settings;
  const order = file["order"] as VersionOrder | undefined;
  const statuses = (migrations: readonly Migration[]) =>
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

async function ofSession(
  context: CommandContext,
  target: Target,
  session: Session,
  known: boolean,
): Promise<readonly Check[]> {
  const { connection, dialect } = session;
  const words = checkupOf(dialect.name);
  const one = async (text: string | null, doing: string) =>
    text === null ? null : (await session.ask(text, doing))?.[0] ?? null;
  const link = await one(words.link, "asking how the link is encrypted");
  const banner = await one(words.banner, "asking what the server is");
  const asked = Date.now();
  const began = performance.now();
  const clock = await one(words.clock, "asking for the time");
  const roundTripMs = performance.now() - began;
  const sqlite = target.dialect === "sqlite";
  const readOnly = sqlite ? target.readOnly : known && session.facts.readOnly;
  return [
    checkConnection({
      description: connection.description,
      target,
      encryption: link === null ? null : String(Object.values(link).at(-1) ?? ""),
      pooled: known && session.pooled,
      roundTripMs,
    }),
    checkServer(connection.server, banner === null ? null : String(banner["banner"]), readOnly),
    ...(known ? [lock(context, session)] : []),
    ...(clock === null ? [] : [
      checkClock({
        asked,
        answered: asked + roundTripMs,
        server: Number(clock["now"]),
        serverZone: String(clock["zone"]),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    ]),
    ...(sqlite ? [await fileRights(target.path)] : known ? [await rights(session)] : []),
  ];
}

function lock({ options, settings }: CommandContext, session: Session): Check {
  try {
    const wanted = (options["lock"] ?? settings.file["lock"] ?? "auto") as LockKind;
    const { kind, because } = chooseLock(session, wanted);
    return ok("lock", `${kind}: ${because}`);
  } catch (error) {
    return failed("lock", error);
  }
}

async function rights(session: Session): Promise<Check> {
  const { dialect, tables, facts } = session;
  const words = checkupOf(dialect.name);
  try {
    const text = words.rights(tables, facts);
    const rows = text === null ? null : await session.ask(text, "asking for the role's rights");
    return checkRights(rows === null ? null : words.readRights(rows, facts, tables));
  } catch (error) {
    return failed("rights", error);
  }
}

async function fileRights(path: string): Promise<Check> {
  try {
    if (path !== ":memory:") await (await open(path, "r+")).close();
    return ok("rights", "the file may be read and written");
  } catch (error) {
    if (isDenial(error)) return ok("rights", "the runtime does not let the file be asked");
    return problem(
      "rights",
      `${path} may not be written by this user`,
      "give this user the right to write the file, and the folder it is in",
    );
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
