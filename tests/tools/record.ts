/** `deno task record`: writes docs/recording/five-minutes.cast from a session played anew. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FIVE_MINUTES } from "./recording/five_minutes.ts";
import { record, toCast } from "./recording/record.ts";

const path = fileURLToPath(new URL("../../docs/recording/five-minutes.cast", import.meta.url));
writeFileSync(path, toCast(await record(FIVE_MINUTES)));
