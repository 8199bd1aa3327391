import { open } from "node:fs/promises";
import { checkupOf } from "../../dialects/checkup/checkup.ts";
import type { Target } from "../../drivers/target.ts";
import { chooseLock } from "../../execution/choose_lock.ts";
import type { LockKind } from "../../execution/held_lock.ts";
import type { Session } from "../../execution/session.ts";
import type { CommandContext } from "../command.ts";
import { isDenial } from "../environment.ts";
import { type Check, ok, problem } from "./check.ts";
import { checkClock } from "./clock.ts";
import { checkConnection } from "./connection.ts";
import { failed } from "./failed.ts";
import { checkRights } from "./rights.ts";
import { checkServer } from "./server.ts";

/**
 * What the session itself tells: link, server, lock, clock, rights.
 *
 * @param known Whether {@linkcode Session.read} got as far as the facts.
 */
export async function examineSession(
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
