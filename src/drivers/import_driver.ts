import { DunlinError } from "../errors.ts";
import { DriverError } from "./connection.ts";

/**
 * Loads a driver package when it is first needed. The caller writes the
 * `import()` with the name as a literal, which compilers can see.
 *
 * @throws {DunlinError} `driver-missing`, with the commands that install it.
 * @throws {DriverError} `permission`, where the runtime forbids what the package asks for.
 */
export async function importDriver<Module>(
  name: string,
  load: () => Promise<unknown>,
): Promise<Module> {
  try {
    const module = await load() as { default?: Module };
    return module.default ?? module as Module;
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === "NotCapable") throw new DriverError("permission", null, message);
    throw new DunlinError("driver-missing", `the package "${name}" is not installed`, {
      next: `run \`deno add npm:${name}\`, \`bun add ${name}\` or \`npm install ${name}\``,
      cause: error,
    });
  }
}
