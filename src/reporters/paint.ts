/** How a piece of text may stand out. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

// Select Graphic Rendition, on and off. Source: ECMA-48 8.3.117.
const CODES: Record<Style, readonly [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** The paint for a terminal with colours, or the one that never colours. */
export function paintFor(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = CODES[style];
    return text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`;
  };
}
