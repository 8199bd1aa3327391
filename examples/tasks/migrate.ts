/**
 * The whole program, with migrations and tasks in it: it needs no other file
 * when it is compiled.
 *
 * @module
 */

import { main } from "../../cli.ts"; // in a project: "@dunlin/dunlin/cli"
import migrations from "./migrations/mod.ts";
import tasks from "./tasks.ts";

await main({ migrations, tasks });
