import type { ServerIdentity } from "../../drivers/connection.ts";
import { type Check, ok, problem, warning } from "./check.ts";

/** The oldest supported versions. */
const OLDEST = { postgres: [14, 0], mysql: [8, 0], mariadb: [10, 6] } as const;
const TITLES = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  sqlite: "SQLite",
} as const;

/** What calls itself one of these speaks their protocol, and is something else. */
const RELATIVES: readonly (readonly [pattern: RegExp, title: string])[] = [
  [/cockroach/i, "CockroachDB"],
  [/yugabyte|-YB-/i, "YugabyteDB"],
  [/tidb/i, "TiDB"],
  [/vitess/i, "Vitess"],
];

/**
 * Whether the server is one dunlin supports.
 *
 * @param banner What it calls itself; null where it was not asked.
 * @param readOnly It takes no writes: a replica, or a file that is only read.
 */
export function checkServer(
  { product, version }: Pick<ServerIdentity, "product" | "version">,
  banner: string | null,
  readOnly: boolean,
): Check {
  const name = "server";
  const title = `${TITLES[product]} ${version}`;
  const relative = RELATIVES.find(([pattern]) => pattern.test(banner ?? ""));
  if (relative !== undefined) {
    return warning(
      name,
      `${relative[1]}, which speaks the protocol of ${
        TITLES[product]
      }: it is recognised, not tested`,
      "take --lock lease, and try migrations on a copy first",
    );
  }
  if (readOnly) {
    return problem(
      name,
      `${title} takes no writes here: a replica, or a session or file that is read-only`,
      "name the server that takes writes",
    );
  }
  if (product === "sqlite") return ok(name, title);
  const [, major = "0", minor = "0"] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const [least, leastMinor] = OLDEST[product];
  const fits = Number(major) > least || Number(major) === least && Number(minor) >= leastMinor;
  if (fits) return ok(name, title);
  return problem(
    name,
    `${title} is older than what is supported`,
    `${TITLES[product]} ${least}${leastMinor > 0 ? `.${leastMinor}` : ""} or newer is needed`,
  );
}
