/** The names of servers a missing one of which is a failure, not a skip. */
export function requiredServers(env: Record<string, string | undefined>): readonly string[] {
  const named = env["DUNLIN_REQUIRE_SERVERS"];
  if (named !== undefined) return named.split(",").map((name) => name.trim()).filter(Boolean);
  return env["CI"] === "true" ? ["postgres", "mysql", "mariadb"] : [];
}
