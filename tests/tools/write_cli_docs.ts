/**
 * Writes `docs/cli.md` from the definitions of the commands. Run by
 * `deno task docs:cli`; a test says when it is needed.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderCliDocs } from "./cli_docs/render_cli_docs.ts";

writeFileSync(fileURLToPath(new URL("../../docs/cli.md", import.meta.url)), renderCliDocs());
