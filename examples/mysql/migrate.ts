/**
 * Applies, reverts and tells of the shop's migrations: `deno run -A migrate.ts`
 * prints what there is to do.
 *
 * @module
 */

import { main } from "../../cli.ts"; // in a project: "@dunlin/dunlin/cli"
import migrations from "./migrations/mod.ts";

await main({ migrations });
