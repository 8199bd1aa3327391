import { DunlinError } from "../../errors.ts";

/** A member to be set: where it stands, and its value. */
export interface JsonMember {
  readonly path: readonly string[];
  readonly value: string;
}

/**
 * The value of a JSON text that may hold comments and trailing commas; null if
 * it is no object, or broken.
 */
export async function readJson(text: string): Promise<Record<string, unknown> | null> {
  const { parse } = await jsonc();
  const errors: unknown[] = [];
  const value: unknown = parse(withoutBom(text), errors as never[], { allowTrailingComma: true });
  return errors.length > 0 || !isRecord(value) ? null : value;
}

/**
 * Sets members and leaves all the rest as it stands: comments, order,
 * indentation, line ends, BOM, and whether the text ends with a line end.
 */
export async function editJson(text: string, members: readonly JsonMember[]): Promise<string> {
  const library = await jsonc();
  const { modify, applyEdits } = library;
  const formattingOptions = styleOf(text);
  let edited = withoutBom(text);
  for (const member of members) {
    const { path, value } = member;
    edited = behindComment(edited, member, library) ??
      applyEdits(edited, modify(edited, [...path], value, { formattingOptions }));
  }
  return (text.startsWith(BOM) ? BOM : "") + edited;
}

// A comment behind the last member, on its line, is about that one: a new one
// comes behind it. null where there is no such comment.
function behindComment(
  text: string,
  { path, value }: JsonMember,
  { parseTree, findNodeAtLocation }: Jsonc,
): string | null {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const last = tree && findNodeAtLocation(tree, path.slice(0, -1))?.children?.at(-1);
  if (!last) return null;
  const end = last.offset + last.length;
  const found = /^[ \t]*(,?)[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)(?=(\r?\n))/.exec(
    text.slice(end),
  );
  if (!found) return null;
  const [behind = "", comma = "", eol = ""] = found;
  const indent = /[ \t]*$/.exec(text.slice(0, last.offset))?.[0] ?? "";
  const added = `${eol}${indent}${JSON.stringify(path.at(-1))}: ${JSON.stringify(value)}${comma}`;
  const kept = comma === "" ? `,${behind}` : behind;
  return text.slice(0, end) + kept + added + text.slice(end + behind.length);
}

const BOM = "\uFEFF";

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** How a text is indented: its first indented line says it; two spaces where there is none. */
function styleOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol };
}

type Jsonc = Pick<
  typeof import("jsonc-parser"),
  "parse" | "parseTree" | "findNodeAtLocation" | "modify" | "applyEdits"
>;

async function jsonc(): Promise<Jsonc> {
  try {
    const module = await import("jsonc-parser");
    // where it is loaded as CommonJS, its names stand under `default`
    return (module as unknown as { readonly default?: Jsonc }).default ?? module;
  } catch (error) {
    throw new DunlinError("driver-missing", 'the package "jsonc-parser" is not installed', {
      next: "run `bun add jsonc-parser` or `npm install jsonc-parser`, then this again",
      cause: error,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
