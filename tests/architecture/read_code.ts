/** A file's code without comments, every text literal replaced by its number: `from "0"`. */
export interface Code {
  readonly code: string;
  /** The literals by number; a template keeps only the text between its expressions. */
  readonly texts: readonly string[];
}

/**
 * Sets literals and comments apart from code, so that neither an example in a
 * doc comment nor generated source in a template is taken for an import.
 */
export function readCode(source: string): Code {
  const texts: string[] = [];
  const open: { text: string; depth: number }[] = []; // templates around the place
  let code = "";
  let depth = 0;
  let at = 0;

  const literal = (text: string) => {
    code += `"${texts.length}"`;
    texts.push(text);
  };
  const template = (text: string) => {
    const from = at;
    while (at < source.length && source[at] !== "`" && !source.startsWith("${", at)) {
      at += source[at] === "\\" ? 2 : 1;
    }
    const whole = text + source.slice(from, at);
    if (source[at] === "`") literal(whole);
    else open.push({ text: whole, depth: depth++ });
    at += source[at] === "`" ? 1 : 2;
  };

  while (at < source.length) {
    const character = source[at] ?? "";
    const rest = source.slice(at, at + 2);
    if (rest === "//") at = endOf(source, at, "\n", 0);
    else if (rest === "/*") at = endOf(source, at + 2, "*/", 2);
    else if (character === '"' || character === "'") {
      const end = closing(source, at + 1, character);
      literal(source.slice(at + 1, end));
      at = end + 1;
    } else if (character === "`") {
      at++;
      template("");
    } else if (character === "/" && startsRegex(code)) {
      at = regexEnd(source, at + 1);
      code += " 0 ";
    } else {
      if (character === "{") depth++;
      if (character === "}") depth--;
      at++;
      const outer = open.at(-1);
      if (character === "}" && outer?.depth === depth) {
        open.pop();
        template(outer.text);
      } else code += character;
    }
  }
  return { code, texts };
}

function endOf(source: string, from: number, mark: string, length: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + length;
}

function closing(source: string, from: number, mark: string): number {
  let at = from;
  while (at < source.length && source[at] !== mark) at += source[at] === "\\" ? 2 : 1;
  return at;
}

/** A slash starts a regular expression where no value stands before it. */
function startsRegex(code: string): boolean {
  const before = code.trimEnd();
  return /[(,=:[!&|?{};+\-*%<>~^]$|^$/.test(before) ||
    /\b(?:return|typeof|case|of|in)$/.test(before);
}

function regexEnd(source: string, from: number): number {
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) return at + 1;
    else if (character === "\n") return at;
  }
  return source.length;
}
