// C0 and C1 controls, delete, line separators, and what turns the direction of text.
// deno-lint-ignore no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text that a terminal shows and does not obey: control and direction
 * characters become `\x1b` or `\u202e`. File names, migration names and what a
 * server says are written by others.
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** The same for text of several lines: line ends and tabs stay. */
export function escapeLines(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(UNSAFE, (found) => found === "\n" || found === "\t" ? found : escapeCharacter(found));
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  const hex = character.charCodeAt(0).toString(16);
  return hex.length > 2 ? "\\u" + hex.padStart(4, "0") : "\\x" + hex.padStart(2, "0");
}
