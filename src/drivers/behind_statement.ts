/**
 * Behind the semicolon that ends the SQLite statement at an offset; the end of
 * the text if none does. null where only SQLite can tell: in a trigger's body
 * there are semicolons. It stands for itself, as its text runs in the worker
 * thread too. Source: sqlite.org/lang_expr.html, lang_comment.html; tokenize.c
 * of SQLite for variables of Tcl, which may hold semicolons: `$a::b(c;d)`.
 *
 * @param from Where the statement's first word begins
 */
export function behindStatement(text: string, from: number): number | null {
  const special = /[;'"`[\-/$@#:]/g;
  const variable = /(?:::)*[\w$\u0080-\uffff](?:[\w$\u0080-\uffff]|::)*(?:\([^ \t\n\v\f\r)]*\)?)?/y;
  special.lastIndex = from;
  let end = text.length;
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    const char = found[0];
    const at = found.index;
    if (char === ";") {
      end = at + 1;
      break;
    }
    if ("$@#:".includes(char)) {
      variable.lastIndex = at + 1;
      const inWord = char === "$" && at > from && /[\w$\u0080-\uffff]/.test(text.charAt(at - 1));
      if (!inWord && variable.test(text)) special.lastIndex = variable.lastIndex;
      continue;
    }
    const comment = char === "-" || char === "/";
    const opens = !comment || text.charAt(at + 1) === (char === "-" ? "-" : "*");
    if (!opens) continue;
    const close = char === "[" ? "]" : char === "-" ? "\n" : char === "/" ? "*/" : char;
    const closed = text.indexOf(close, at + (comment ? 2 : 1));
    if (closed < 0) break;
    special.lastIndex = closed + close.length;
  }
  if (!/^(?:create|explain)/i.test(text.slice(from, from + 7))) return end;
  return /\btrigger\b/i.test(text.slice(from, end)) ? null : end;
}
