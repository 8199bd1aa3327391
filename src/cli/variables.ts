import type { CommandContext } from "./command.ts";
import { usageError } from "./usage_error.ts";

/**
 * The variables of a call: `--var NAME=VALUE` over `DUNLIN_VAR_NAME`.
 *
 * @throws {DunlinError} `usage`; the value is not repeated, it may be a secret
 */
export function variablesOf(
  { options, env }: Pick<CommandContext, "options" | "env">,
): (name: string) => string | undefined {
  const given = new Map<string, string>();
  const texts = typeof options["var"] === "string" ? options["var"].split("\0") : [];
  for (const text of texts) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw usageError("--var needs a name and a value", "write --var NAME=VALUE");
    }
    if (given.has(name)) throw usageError(`--var ${name} was given twice`, "give it once");
    given.set(name, value);
  }
  return (name) => given.get(name) ?? env[`DUNLIN_VAR_${name}`];
}
