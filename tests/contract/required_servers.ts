/** The names of servers a missing one of which is a failure, not a skip. */
export function requiredServers(env: Record<string, string | undefined>): readonly string[] {
  const named = env["DUNLIN_REQUIRE_SERVERS"];
  if (named !== undefined) return words(named);
  return env["CI"] === "true" ? ["postgres", "mysql", "mariadb", "pgbouncer", "galera"] : [];
}

/** The kinds of databases a run is about (`DUNLIN_DATABASES`); undefined for all. */
export function wantedDatabases(
  env: Record<string, string | undefined>,
): readonly string[] | undefined {
  const named = env["DUNLIN_DATABASES"];
  return named === undefined ? undefined : words(named);
}

function words(list: string): string[] {
  return list.split(",").map((name) => name.trim()).filter(Boolean);
}
