import { type Check, ok } from "./check.ts";

/** A permission of the runtime, in Deno's words. */
export interface Permission {
  readonly name: "read" | "write" | "net" | "env" | "run";
  /** The path, `host:port`, variable or command; what Deno's flag takes. */
  readonly of: string;
}

/** Asks the runtime whether it grants something; nothing is requested. */
export type AskPermission = (permission: Permission) => "granted" | "prompt" | "denied";

/** A permission with what cannot be done without it. */
export interface WantedPermission extends Permission {
  readonly without: string;
  /** Whether migrations can be run without it. */
  readonly needed: boolean;
}

/**
 * Which permissions are missing, each with its flag.
 *
 * @param ask null where the runtime has no permissions.
 */
export function checkPermissions(
  wanted: readonly WantedPermission[],
  ask: AskPermission | null,
): Check {
  const name = "permissions";
  if (ask === null) return ok(name, "this runtime asks for none");
  const missing = wanted.filter((permission) => ask(permission) !== "granted");
  if (missing.length === 0) return ok(name, "all that is needed is granted");
  const needed = missing.some((permission) => permission.needed);
  return {
    name,
    verdict: needed ? "problem" : "warning",
    says: needed
      ? "a permission is missing without which no migration runs"
      : "a permission is missing without which something cannot be done",
    more: missing.map((permission) => `${flagOf(permission)}: ${permission.without}`),
    next: `run Deno with ${missing.map(flagOf).join(" ")}`,
  };
}

function flagOf({ name, of }: Permission): string {
  const flag = `--allow-${name}=${of}`;
  return /^[\w./:=,@%+-]+$/.test(flag) ? flag : `'${flag}'`;
}
