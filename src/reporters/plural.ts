/**
 * A number with its noun: `1 migration`, `3 migrations`, `0 migrations`.
 *
 * @param many The noun for several, where adding `s` is wrong.
 */
export function plural(count: number, noun: string, many = noun + "s"): string {
  return `${count} ${new Intl.PluralRules("en").select(count) === "one" ? noun : many}`;
}
