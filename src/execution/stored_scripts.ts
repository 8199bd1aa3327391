import { DunlinError } from "../errors.ts";
import { checksum } from "../migrations/checksum.ts";
import { readDirectives } from "../migrations/directives.ts";
import type { SqlScript } from "../migrations/migration.ts";
import type { Step } from "../plan/step.ts";
import type { Session } from "./session.ts";

/**
 * Down scripts of migrations whose files are gone, from the history table. Text
 * from a table is code from a table: it runs only if its hash is what it was.
 *
 * @throws {DunlinError} `history-damaged`
 */
export async function storedScripts(
  session: Session,
  steps: readonly Step[],
): Promise<ReadonlyMap<string, SqlScript>> {
  const scripts = new Map<string, SqlScript>();
  for (const step of steps) {
    if (step.kind !== "revert" || !step.stored) continue;
    const text = session.dialect.storedDown(session.tables, step.id);
    const [row] = await session.query(text, "reading a stored down script");
    const down = String(row?.["down_text"] ?? "");
    const recorded = String(row?.["down_checksum"] ?? "");
    if (checksum(down) !== recorded) throw altered(step.id, session);
    scripts.set(step.id, storedScript(step.entry, down, recorded));
  }
  return scripts;
}

function altered(id: string, session: Session): DunlinError {
  return new DunlinError(
    "history-damaged",
    `the down script kept for ${id} in ${session.tables.history} is not what was stored: its checksum differs`,
    {
      state: "nothing was changed",
      next: "put the migration's file back and revert with it, or revert by hand",
    },
  );
}

/** A down script kept in the history, as a file that is not there any more. */
function storedScript(
  entry: { readonly id: string; readonly version: string; readonly name: string },
  text: string,
  checksum: string,
): SqlScript {
  const { directives: { vars } } = readDirectives(text, "sql");
  return {
    kind: "sql",
    file: `${entry.version}_${entry.name}.down.sql (kept in the history)`,
    text,
    checksum,
    directives: vars === undefined ? {} : { vars },
  };
}
