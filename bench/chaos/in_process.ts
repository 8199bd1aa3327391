import { join } from "node:path";
import { Migrator } from "../../src/execution/migrator.ts";
import type { Command } from "./project.ts";

/**
 * Does a command of a project undisturbed, in this process; how long it took, in milliseconds.
 *
 * @param folder The project's; its files lie in `migrations`
 */
export async function doHere(
  url: string,
  folder: string,
  command: Pick<Command, "args">,
): Promise<number> {
  const migrator = await Migrator.connect(url, { migrations: join(folder, "migrations") });
  try {
    const began = performance.now();
    const [task, first, to] = command.args;
    if (task === "migrate") await migrator.up(to === undefined ? {} : { to });
    else if (task === "down") await migrator.down({ steps: Number(first) });
    else if (task === "migrate:down") await migrator.down({ to: to as string });
    else if (task === "migrate:redo") await migrator.redo();
    else throw new TypeError(`no such command in a project: ${task}`);
    return performance.now() - began;
  } finally {
    await migrator.close();
  }
}
