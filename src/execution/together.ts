import type { Act } from "./act.ts";

/**
 * Acts that, once begun, have to be brought to their end: a stop in between
 * would leave an intent, of which nobody knew how it went.
 *
 * @param begun Whether what they belong to was begun before
 */
export function* together(acts: Iterable<Act>, begun = false): Generator<Act> {
  let bound = begun;
  for (const act of acts) {
    yield bound ? { ...act, part: { ...act.part, inseparable: true } } : act;
    bound = true;
  }
}
