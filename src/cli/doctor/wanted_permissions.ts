import type { Target } from "../../drivers/target.ts";
import type { Settings } from "../settings.ts";
import type { WantedPermission } from "./permissions.ts";

/**
 * The permissions a call with these settings makes use of.
 *
 * @param target null: no database is named, or its URL cannot be read.
 * @param compiled Whether the program brings its migrations with it.
 */
export function wantedPermissions(
  { dir, configFile }: Pick<Settings, "dir" | "configFile">,
  target: Target | null,
  compiled: boolean,
): readonly WantedPermission[] {
  const config = configFile ?? "dunlin.json";
  return [
    { name: "env", of: "DATABASE_URL", without: "it counts as not set", needed: target === null },
    { name: "read", of: config, without: "it counts as not there", needed: false },
    { name: "read", of: dir.value, without: "no migration is found", needed: !compiled },
    {
      name: "write",
      of: dir.value,
      without: "no migration or manifest is written",
      needed: false,
    },
    ...(target === null ? [] : ofTarget(target)),
  ];
}

function ofTarget(target: Target): readonly WantedPermission[] {
  const without = "no session with the database is had";
  const reach = (host: string, port: number): WantedPermission =>
    host.startsWith("/")
      ? { name: "read", of: host, without, needed: true }
      : { name: "net", of: `${host}:${port}`, without, needed: true };
  switch (target.dialect) {
    case "postgres":
      return target.hosts.map(({ host, port }) => reach(host, port));
    case "mysql":
      return [reach(target.socketPath ?? target.host, target.port)];
    case "sqlite":
      if (target.path === ":memory:") return [];
      return [
        { name: "read", of: target.path, without: "the database is not opened", needed: true },
        ...(target.readOnly
          ? []
          : [{ name: "write", of: target.path, without, needed: true } as const]),
      ];
  }
}
