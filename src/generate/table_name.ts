/** How nouns are bent; the caller brings a library that knows the irregular ones. */
export interface Nouns {
  plural(word: string): string;
  singular(word: string): string;
}

/** `order_item` → `order_items`: the last word in the plural, `person` → `people`. */
export function tableName(noun: string, nouns: Nouns): string {
  return bendLast(noun, nouns.plural);
}

/** `order_items` → `order_item`. */
export function singularName(noun: string, nouns: Nouns): string {
  return bendLast(noun, nouns.singular);
}

function bendLast(noun: string, bend: (word: string) => string): string {
  const [digits] = /_?\d*$/.exec(noun) ?? [""];
  const words = noun.slice(0, noun.length - digits.length);
  const at = words.lastIndexOf("_") + 1;
  return at === words.length ? noun : words.slice(0, at) + bend(words.slice(at)) + digits;
}
