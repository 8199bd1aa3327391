import { type Check, ok, problem } from "./check.ts";

/** The oldest runtimes dunlin is tested on. */
const OLDEST = { deno: [2, 8], bun: [1, 4], node: [22, 18] } as const;
const TITLES = { deno: "Deno", bun: "Bun", node: "Node" } as const;

/**
 * Whether the runtime is one dunlin supports.
 *
 * @param versions As `process.versions` has them; Deno and Bun name a Node version, too.
 */
export function checkRuntime(
  versions: Readonly<Record<string, string | undefined>>,
  dunlin: string,
): Check {
  const name = versions["deno"] ? "deno" : versions["bun"] ? "bun" : "node";
  const version = versions[name] ?? "";
  const says = `dunlin ${dunlin} on ${TITLES[name]} ${version}`;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [least, leastMinor] = OLDEST[name];
  if (major > least || major === least && minor >= leastMinor) return ok("runtime", says);
  return problem(
    "runtime",
    `${says}, which is too old`,
    `use ${TITLES[name]} ${least}.${leastMinor} or newer`,
  );
}
