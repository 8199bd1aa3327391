import type { Checkup, Right } from "./checkup.ts";

/** Privileges; `ALL` stands for every one. */
interface Grant {
  readonly privileges: readonly string[];
  /** As the server writes it: `*.*`, `` `shop`.* ``, `` `shop`.`a` ``. */
  readonly on: string;
}

/** Source: MySQL manual 8.2.2 (privileges), 15.7.7.22 (SHOW GRANTS); MariaDB knowledge base, GRANT. */
export const mysqlCheckup: Checkup = {
  banner: "SELECT CONCAT(VERSION(), ' ', @@version_comment) AS banner",
  clock: "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS CHAR) AS now, " +
    "IF(@@session.time_zone = 'SYSTEM', @@system_time_zone, @@session.time_zone) AS zone",
  link: "SHOW SESSION STATUS LIKE 'Ssl_version'",
  rights: () => "SHOW GRANTS",
  readRights: (rows, facts): readonly Right[] | null => {
    const lines = rows.map((row) => String(Object.values(row)[0] ?? ""));
    const grants = lines.flatMap(readGrant);
    const database = facts.schema ?? facts.database;
    const holds = (privilege: string) =>
      grants.some(({ privileges, on }) =>
        covers(on, database) && (privileges.includes(privilege) || privileges.includes("ALL"))
      );
    const everywhere = (...names: string[]) =>
      grants.some(({ privileges, on }) =>
        on === "*.*" &&
        (privileges.includes("ALL") || names.some((one) => privileges.includes(one)))
      );
    const on = `\`${database.replaceAll("`", "``")}\`.*`;
    const here = (names: readonly string[], purpose: Right["for"]): Right => {
      const missing = names.filter((name) => !holds(name));
      return {
        what: `${(missing.length > 0 ? missing : names).join(", ")} on ${on}`,
        held: missing.length === 0,
        for: purpose,
        grant: `GRANT ${missing.join(", ")} ON ${on} TO the account`,
      };
    };
    const rights = [
      here(["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE"], "run"),
      here(["ALTER", "DROP", "INDEX", "REFERENCES"], "migrations"),
      {
        what: "PROCESS, which proves more after a crash",
        held: everywhere("PROCESS"),
        for: "proof",
        grant: "GRANT PROCESS ON *.* TO the account",
      },
      {
        what: "end sessions of other accounts",
        held: everywhere("CONNECTION_ADMIN", "CONNECTION ADMIN", "SUPER"),
        for: "others",
        grant: "GRANT CONNECTION_ADMIN (MariaDB: CONNECTION ADMIN) ON *.* TO the account",
      },
    ] satisfies readonly Right[];
    // MySQL does not list here what comes by a role
    const byRole = lines.some((line) => !/ ON /.test(line));
    return byRole && rights.some(({ held, for: purpose }) => !held && purpose === "run")
      ? null
      : rights;
  },
};

function readGrant(line: string): Grant[] {
  const [, list, on] =
    /^GRANT (.+?) ON (?:TABLE )?((?:`(?:[^`]|``)*`|\*)(?:\.(?:`(?:[^`]|``)*`|\*)))/
      .exec(line) ?? [];
  if (list === undefined || on === undefined) return [];
  // a privilege on columns is not one on the table
  const privileges = list.split(/,\s*(?![^(]*\))/).filter((one) => !one.includes("("))
    .map((one) => one.trim().toUpperCase().replace(/^ALL PRIVILEGES$/, "ALL"));
  return [{ privileges, on }];
}

/** Whether a grant's level takes in a whole database; its name may hold `_` and `%` as LIKE has them. */
function covers(on: string, database: string): boolean {
  if (on === "*.*") return true;
  const pattern = /^`((?:[^`]|``)*)`\.\*$/.exec(on)?.[1];
  if (pattern === undefined) return false;
  const source = pattern.replaceAll("``", "`").replace(
    /\\([_%\\])|([_%])|([.*+?^${}()|[\]\\])/g,
    (_, plain, wild, special) =>
      plain !== undefined
        ? escaped(plain)
        : wild === "%"
        ? ".*"
        : wild === "_"
        ? "."
        : `\\${special}`,
  );
  return new RegExp(`^${source}$`, "s").test(database);
}

function escaped(letter: string): string {
  return letter === "\\" ? "\\\\" : letter;
}
