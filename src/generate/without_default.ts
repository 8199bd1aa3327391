/** A column's text with its DEFAULT taken out: a literal, a word, or an expression in brackets. */
export function withoutDefault(text: string): string {
  const found = /\sDEFAULT\s+/i.exec(text);
  if (!found) return text;
  let end = found.index + found[0].length;
  let depth = 0;
  for (let inside = false; end < text.length; end++) {
    const sign = text[end]!;
    if (sign === "'") inside = !inside;
    else if (!inside && sign === "(") depth++;
    else if (!inside && sign === ")") depth--;
    else if (!inside && depth === 0 && /\s/.test(sign)) break;
  }
  return text.slice(0, found.index) + text.slice(end);
}
