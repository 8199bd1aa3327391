const NAME = /^[^\s:-][^\s:]*(:[^\s:-][^\s:]*)*$/u;

/**
 * A name as it was given, if it can be one: words without white space, joined
 * by colons, none of which starts with a dash.
 *
 * @throws {TypeError}
 */
export function taskName(name: unknown): string {
  if (typeof name !== "string" || !NAME.test(name) || CONTROL.test(name)) {
    throw new TypeError(
      `${JSON.stringify(name) ?? typeof name} is no name for a task: write words joined by colons`,
    );
  }
  if (name === "help") throw new TypeError("no task can be called help: that word shows the help");
  return name;
}

// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
