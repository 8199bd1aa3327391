import type { Environment } from "../drivers/target.ts";

/**
 * The environment as far as the runtime lets it be read: without Deno's
 * permission for a variable, it is as if it were not set.
 */
export function readableEnvironment(
  environment: Environment,
  onDenied: (name: string) => void = () => {},
): Environment {
  // over an empty object: a proxy's target is asked behind its back
  return new Proxy({}, {
    get(_, name) {
      try {
        return Reflect.get(environment, name);
      } catch (error) {
        if (!isDenial(error)) throw error;
        onDenied(String(name));
        return undefined;
      }
    },
  });
}

/** Whether the runtime's own permissions, not the system, refused something. */
export function isDenial(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === "NotCapable" || code === "ERR_ACCESS_DENIED";
}
