// East Asian Wide and Fullwidth, in blocks. Source: Unicode UAX #11, EastAsianWidth.txt.
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f], // Hangul Jamo
  [0x2329, 0x232a], // angle brackets
  [0x2e80, 0x303e], // CJK radicals and punctuation
  [0x3041, 0x4dbf], // kana, Bopomofo, compatibility Jamo, enclosed CJK, extension A
  [0x4e00, 0xa4c6], // CJK ideographs, Yi
  [0xa960, 0xa97c], // Hangul Jamo extended A
  [0xac00, 0xd7a3], // Hangul syllables
  [0xf900, 0xfaff], // CJK compatibility ideographs
  [0xfe10, 0xfe19], // vertical forms
  [0xfe30, 0xfe6b], // CJK compatibility and small forms
  [0xff01, 0xff60], // fullwidth forms
  [0xffe0, 0xffe6], // fullwidth signs
  [0x16fe0, 0x18d08], // Tangut, Khitan
  [0x1aff0, 0x1b2fb], // kana supplement, Nushu
  [0x1f200, 0x1f265], // enclosed ideographs
  [0x20000, 0x3fffd], // ideographic planes
];

const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2})|^\p{Emoji}.*\u{fe0f}/u;
// Marks drawn over their base, and what is not drawn; Hangul vowels and finals join their syllable.
const INVISIBLE =
  /[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Default_Ignorable_Code_Point}\p{Control}\u1160-\u11ff\ud7b0-\ud7ff]/u;
const ASCII = /^[\u0020-\u007e]*$/;

let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: most texts are plain ASCII. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

/**
 * How many columns a terminal gives a text: two for East Asian wide characters
 * and emoji, none for marks that combine with the character before them.
 */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

/** The text, or as much of it as fits `width` columns, `…` included. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const { segment } of graphemesOf(text)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return width < 1 ? "" : cut + "…";
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (INVISIBLE.test(character)) return 0;
  const point = character.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}
