import { mysql } from "./mysql.ts";

/** What the session variables of a MySQL or MariaDB session were, by name. */
export type FoundVariables = ReadonlyMap<string, string>;

/** Asks for every session variable: rows of `Variable_name` and `Value`, whatever the server. */
export const SESSION_VARIABLES = "SHOW SESSION VARIABLES";

/** Asks who is on the other side, as columns `user`, `db` and `id`. */
export const FOUND_MYSQL =
  "SELECT CURRENT_USER() AS `user`, DATABASE() AS `db`, CONNECTION_ID() AS `id`";

/** Change by themselves, mean one statement only, or cannot be set in a session. */
const NOT_KEPT = new RegExp(
  "^(timestamp|last_insert_id|insert_id|identity|rand_seed[12]|pseudo_\\w+|error_count|warning_count|" +
    "in_transaction|transaction_allow_batching|gtid_(next|seq_no|domain_id|owned|executed|purged)|" +
    "statement_id|sql_log_bin|resultset_metadata|proxy_user|external_user|license|last_gtid|" +
    "skip_replication|innodb_\\w*status\\w*|version\\w*|system_time_zone|default_collation_for_utf8mb4)$",
);

/** Reads the answer to {@linkcode SESSION_VARIABLES}. */
export function foundVariables(
  rows: readonly Readonly<Record<string, unknown>>[],
): FoundVariables {
  return new Map(rows.map((row) => [String(row["Variable_name"]), String(row["Value"])]));
}

/** One statement for each variable that is not what it was; none where all are. */
export function restoreVariables(before: FoundVariables, now: FoundVariables): readonly string[] {
  return [...before].filter(([name, value]) => !NOT_KEPT.test(name) && now.get(name) !== value)
    .map(([name, value]) => `SET SESSION ${mysql.quote(name)} = ${valueOf(name, value)}`);
}

/** Chooses the database again. */
export function useDatabase(name: string | null): readonly string[] {
  return name === null ? [] : [`USE ${mysql.quote(name)}`];
}

function valueOf(name: string, value: string): string {
  if (/^-?\d+(\.\d+)?$/.test(value)) return value;
  if (value === "" && /^character_set/.test(name)) return "NULL";
  return mysql.literal(value);
}
