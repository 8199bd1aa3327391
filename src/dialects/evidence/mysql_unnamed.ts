import type { Effect } from "./mysql_alter_effect.ts";
import { asText, unlessHidden } from "./mysql_catalog.ts";
import type { Named } from "./mysql_reader.ts";

/** More than any table has of one kind. */
const MOST = 60;

/**
 * Something to which the server gives a name: one more that looks as the
 * statement says, and of the others as many as before, or nothing is proved.
 *
 * @param like How many look like it, as an expression
 * @param all How many there are of its kind
 */
export function unnamedEffect(
  table: Named,
  noun: string,
  on: string,
  like: string,
  all: string,
): Effect {
  const what = `${noun} on ${on}`;
  return {
    kind: "unnamed",
    claims: [
      { what, becomes: "grows", look: unlessHidden(table, ordinals(like)) },
      {
        what: `each ${noun} but those on ${on}`,
        becomes: "stays",
        look: asText(`${all} - ${like}`),
      },
    ],
  };
}

// "1,2,3" for three
function ordinals(count: string): string {
  const numbers = Array.from({ length: MOST }, (_, index) => `'${index + 1}'`).join(", ");
  return `CONVERT(MAKE_SET((1 << LEAST(${count}, ${MOST})) - 1, ${numbers}) USING utf8mb4)`;
}
