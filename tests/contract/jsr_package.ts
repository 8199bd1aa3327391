import process from "node:process";

/** A package of JSR that tests may use where JSR can be reached. */
export interface JsrPackage {
  /** Why it is not to be had; false where it is. */
  skip(): Promise<string | false>;
  // deno-lint-ignore no-explicit-any -- its types are not here
  load(): Promise<any>;
}

const loaded = new Map<string, Promise<unknown>>();

/**
 * A package by name, in the version `deno.json` names. It is looked for when
 * first asked for, by a specifier no module graph holds: without JSR nothing
 * else is the worse for it.
 */
export function jsrPackage(name: "@db/postgres" | "@db/sqlite"): JsrPackage {
  const load = () => {
    const known = loaded.get(name) ?? import(name);
    loaded.set(name, known);
    return known;
  };
  return {
    load,
    async skip() {
      if (process.versions["deno"] === undefined) return `${name} runs on Deno alone`;
      return await load().then(
        () => false as const,
        (error: Error) => `${name} is not to be had here: ${error.message.split("\n")[0]}`,
      );
    },
  };
}
