import assert from "node:assert/strict";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { bunCompiler } from "../../binary/compiler.ts";
import { emptyPlace, type Place } from "../../binary/program.ts";
import { projectCopy } from "../../binary/project.ts";
import { table } from "../../cli/project.ts";
import { step } from "../step.ts";
import type { World } from "../world.ts";

const PROGRAM = `import { main } from "../../cli.ts";
import migrations from "./migrations/mod.ts";

await main({ migrations });
`;

/** A program that brings its migrations with it. */
export const BINARY_STEPS = [
  step(
    /a binary built of a project with the migrations "(\d)_create_(\w+)" and "(\d)_create_(\w+)"/,
    async (world, first, birds, second, nests) => {
      world.project.write({ ...table(first!, birds!), ...table(second!, nests!) });
      assert.equal((await world.run(["manifest"])).code, 0);
      const copy = await projectCopy();
      const place = await emptyPlace();
      world.onEnd(copy.remove, place.remove);
      const folder = join(copy.path, "examples", "scenario");
      await mkdir(folder);
      await cp(world.project.path("migrations"), join(folder, "migrations"), { recursive: true });
      await writeFile(join(folder, "migrate.ts"), PROGRAM);
      const program = join(copy.path, process.platform === "win32" ? "program.exe" : "program");
      await (await bunCompiler()).compile(join(folder, "migrate.ts"), program, []);
      world.binary = (args) => ranIn(place, world, program, args);
    },
  ),
  step(/the binary runs "([^"]*)" in an empty folder/, async (world, line) => {
    assert.ok(world.binary, "no binary was built");
    await world.binary(line!.split(" "));
  }),
];

async function ranIn(
  place: Place,
  world: World,
  program: string,
  args: readonly string[],
): Promise<void> {
  assert.deepEqual(await place.files(), []);
  const env = { DATABASE_URL: world.fresh.url };
  const { exitCode, stdout, stderr } = await place.run(program, args, env);
  world.last = { code: exitCode ?? -1, out: stdout, err: stderr };
}
