import type { Dialect } from "../dialects/dialect.ts";
import type { Row } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { Directives } from "../migrations/migration.ts";
import type { Session } from "./session.ts";
import type { Item } from "./units.ts";

/** Whether a file wants foreign keys at rest, and what is left of it to send. */
export interface ForeignKeyFrame {
  readonly rest: boolean;
  readonly items: readonly Item[];
}

const SWITCH = /^PRAGMA\s+(?:main\s*\.\s*)?foreign_keys\s*(?:=\s*|\(\s*)(['"]?)(\w+)\1\s*\)?$/i;

/**
 * SQLite only: a file that drops, renames or rebuilds a table runs with foreign
 * keys off, or `DROP TABLE` would delete the rows that point at it. `PRAGMA
 * foreign_keys` lines at both ends of a file ask for the same and are not sent:
 * inside a transaction SQLite ignores them in silence. Source: lang_altertable.html 7.
 */
export function foreignKeyFrame(
  items: readonly Item[],
  dialect: Dialect,
  directives: Directives,
): ForeignKeyFrame {
  if (!dialect.foreignKeysRest) return { rest: false, items };
  const asked = switchOf(items[0]);
  const framed = asked === "off"
    ? items.slice(1, switchOf(items.at(-1)) === "on" ? -1 : undefined)
    : items;
  const rest = directives.foreignKeys === undefined
    ? asked === "off" || items.some(({ traits }) => traits.rebuildsTable)
    : directives.foreignKeys === "off";
  return { rest, items: framed };
}

function switchOf(item: Item | undefined): "on" | "off" | null {
  const found = item && SWITCH.exec(item.statement.text.replace(/;\s*$/, ""));
  if (!found) return null;
  return /^(on|yes|true|1)$/i.test(found[2] as string) ? "on" : "off";
}

/** Foreign keys of a session that rest for one transaction. */
export class RestingForeignKeys {
  readonly #session: Session;
  #wereOn = false;
  #before = new Map<string, number>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Before BEGIN: inside a transaction the switch does nothing. */
  async rest(): Promise<void> {
    const [row] = await this.#session.query("PRAGMA foreign_keys", "reading PRAGMA foreign_keys");
    this.#wereOn = Number(row?.["foreign_keys"] ?? 0) === 1;
    if (this.#wereOn) await this.#session.connection.send("PRAGMA foreign_keys = 0");
  }

  /** Inside the transaction, before the file: what is wrong already is not the file's doing. */
  async remember(): Promise<void> {
    this.#before = counted(await this.#violations());
  }

  /** Inside the transaction, after the file. @throws {DunlinError} `migration-failed` */
  async check(): Promise<void> {
    const left = new Map(this.#before);
    const added = (await this.#violations()).filter((row) => {
      const known = left.get(keyOf(row)) ?? 0;
      left.set(keyOf(row), known - 1);
      return known <= 0;
    });
    const first = added[0];
    if (!first) return;
    throw new DunlinError(
      "migration-failed",
      `${
        added.length === 1 ? "a foreign key points" : `${added.length} foreign keys point`
      } nowhere: ` +
        `${first["rowid"] === null ? "a row" : `row ${first["rowid"]}`} of ${
          first["table"]
        } has no row of ${first["parent"]} to point at`,
      { next: "mend the file so that every foreign key is met, then run the same command again" },
    );
  }

  /** After COMMIT or ROLLBACK. */
  async restore(): Promise<void> {
    if (this.#wereOn) await this.#session.connection.send("PRAGMA foreign_keys = 1");
    this.#wereOn = false;
  }

  #violations(): Promise<Row[]> {
    return this.#session.query("PRAGMA foreign_key_check", "checking foreign keys");
  }
}

// rows of a table WITHOUT ROWID look alike, so how many there are counts
function counted(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}

function keyOf(row: Row): string {
  return JSON.stringify([row["table"], String(row["rowid"]), row["parent"], String(row["fkid"])]);
}
