const WORDS_KEPT = 300;
const COLORS = "\u001b\\[[0-9;]*m";

/**
 * What a failed process said the reason was, on one line: the innermost cause
 * where it tells one, else the last line that begins with an error's name, else
 * its last line. Paths are left out.
 */
export function lastWords(output: string): string {
  const lines = output.replaceAll(new RegExp(COLORS, "g"), "").split("\n")
    .map((line) => line.trim()).filter((line) => line !== "");
  const words = INNERMOST.map((pattern) => found(lines, pattern)).find((each) => each !== null) ??
    lines.at(-1) ?? "";
  return words.replaceAll(/(file:\/\/)?(\/[\w.@+-]+){2,}/g, "…").slice(0, WORDS_KEPT);
}

const INNERMOST: readonly RegExp[] = [
  /cause\]?: (?:\w*[Ee]rror: )?(.+)/,
  /[Oo]riginal error: (.+)/,
  /^- (.+)/, // behind the SQL that failed
  /^(?:Uncaught )?((?:\w*Error|error|ERROR)\b[^:=(]*: .+[^:{])$/,
  /^(ERROR .+)/,
];

function found(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of [...lines].reverse()) {
    const words = pattern.exec(line)?.[1];
    if (words !== undefined) return words;
  }
  return null;
}
