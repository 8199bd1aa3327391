import { textWidth } from "./text_width.ts";

// A command in backquotes is one word: it is there to be copied whole.
const WORDS = /(?:`[^`\n]*`|\S)+/g;

/**
 * Breaks text at spaces so that no line is wider than `width` columns, unless
 * a single word is. Line breaks of the text stay; a line that fits keeps its
 * spaces.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line.trimEnd(), width));
}

function wrapLine(line: string, width: number): readonly string[] {
  if (textWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = "";
  for (const [word] of line.matchAll(WORDS)) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && textWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}
