/**
 * Loaded before a program: writes down, at its end, every module that was imported
 * for it, a URL a line, into the file that LOADED_MODULES names.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import process from "node:process";

const urls = new Set<string>();
registerHooks({
  // not `load`: what goes through that is never JSON
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    urls.add(resolved.url);
    return resolved;
  },
});
process.on("exit", () => writeFileSync(process.env["LOADED_MODULES"]!, [...urls].join("\n")));
