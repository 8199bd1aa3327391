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
  const [, head = "", last = "", digits = ""] = /^(.*_)?(.*?)(_?\d*)$/.exec(noun) ?? [];
  return last === "" ? noun : head + bend(last) + digits;
}
