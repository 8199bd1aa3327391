import { test as nodeTest } from "node:test";
import { onNode } from "./program.ts";

type Act = () => void | Promise<void>;
type Skip = { readonly skip: string | false };

/**
 * `test` for what does not depend on the runtime and starts many processes:
 * Node reads TypeScript anew at each start, which takes it most of a second.
 */
export function test(name: string, act: Act): void;
export function test(name: string, options: Skip, act: Act): void;
export function test(name: string, options: Skip | Act, act?: Act): void {
  const [given, run] = typeof options === "function" ? [false as const, options] : [
    options.skip,
    act!,
  ];
  const skip = given || (onNode ? "shown on Deno and Bun, which start in no time" : false);
  nodeTest(name, { skip }, run);
}
