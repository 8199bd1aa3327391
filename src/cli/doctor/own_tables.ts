import type { StatusOutline } from "../../plan/state.ts";
import type { LockHolder } from "../../execution/unlock.ts";
import { plural } from "../../reporters/plural.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** What was read of dunlin's own tables. */
export interface OwnTablesReading {
  /** Qualified and quoted. */
  readonly table: string;
  /** null: they are not there yet. */
  readonly format: number | null;
  readonly migrations: readonly StatusOutline[];
  readonly holders: readonly LockHolder[];
}

/** Whether the own tables are whole, and whether something in them waits for somebody. */
export function checkOwnTables({ table, format, migrations, holders }: OwnTablesReading): Check {
  const name = "own tables";
  if (format === null) return ok(name, `${table} is not there yet: the first migrate makes it`);
  const applied = migrations.filter(({ entry }) => entry !== undefined).length;
  const more = [`format ${format}, ${plural(applied, "migration")} recorded`];
  const [partial] = migrations.filter(({ state }) => state === "partial");
  const [holder] = holders;
  if (holder !== undefined) {
    return {
      ...warning(
        name,
        `a runner is at work: ${holder.holder}`,
        "let it finish; if it is gone, run `dunlin migrate:unlock`",
      ),
      more,
    };
  }
  if (partial?.partial !== undefined) {
    const { direction, done, total } = partial.partial;
    return {
      ...problem(
        name,
        `the ${direction} of ${partial.version || partial.id} was begun and not finished: ` +
          `${done}${total > 0 ? ` of ${total}` : ""} done`,
        `run \`dunlin migrate${direction === "down" ? ":down" : ""}\`: it goes on from there, ` +
          "or says what a person has to decide",
      ),
      more,
    };
  }
  return ok(name, `${table} is whole`, more);
}
