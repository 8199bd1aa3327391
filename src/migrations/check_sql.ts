import { DunlinError } from "../errors.ts";
import { excerpt } from "../sql/excerpt.ts";
import { findPositions } from "../sql/position.ts";
import { type SplitScript, splitStatements } from "../sql/split_statements.ts";
import type { LexicalRules, Statement } from "../sql/statement.ts";
import { Tokenizer } from "../sql/tokenize.ts";
import { DIRECTIVE_LIKE } from "./directives.ts";

/** What the text of one SQL file says about itself. */
export interface SqlCheck {
  /** Of the code `invalid-migrations`, in file order. */
  readonly problems: readonly DunlinError[];
  /** Whether there is anything to send. */
  readonly empty: boolean;
  /** What the text was taken apart into. */
  readonly split: SplitScript;
}

/** One file's comments that were written for another tool, where both directions stand in one file. */
const OTHER_TOOLS =
  /^[ \t]*--[ \t]*(?:migrate:(?:up|down)|\+goose[ \t]+(?:up|down)|\+migrate[ \t]+(?:up|down)|@UNDO)\b/i;

/** Something in the text of a file, in words. */
export interface MisplacedComment {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  readonly next: string;
}

/**
 * Everything in a SQL file that stands in the way of sending it: what the
 * splitter cannot read, directives behind the first statement, and the marks
 * of tools that keep up and down in one file.
 *
 * @param headEnd Where the head, and with it the place for directives, ends.
 */
export function checkSql(
  file: string,
  text: string,
  rules: LexicalRules,
  headEnd: number,
): SqlCheck {
  const split = splitStatements(text, rules);
  const { statements, problems } = split;
  const found: MisplacedComment[] = [
    ...problems.map((problem) => ({ ...problem, length: 1 })),
    ...misplacedComments(text, rules, headEnd, statements),
  ].sort((a, b) => a.offset - b.offset);
  if (found.length === 0) return { problems: [], empty: statements.length === 0, split };
  const positions = findPositions(text);
  const errors = found.map(({ offset, length, message, next }) =>
    new DunlinError("invalid-migrations", message, {
      where: { file, ...positions.at(offset), excerpt: excerpt(text, offset, length) },
      next,
    })
  );
  return { problems: errors, empty: statements.length === 0, split };
}

function misplacedComments(
  text: string,
  rules: LexicalRules,
  headEnd: number,
  statements: readonly Statement[],
): MisplacedComment[] {
  const found: MisplacedComment[] = [];
  if (!mayMisplace(text)) return found;
  found.push(...misplacedLines(text, headEnd));
  return found.length === 0 ? found : onlyComments(text, rules, statements, found);
}

/** Whether a text may hold what {@linkcode misplacedLines} looks for. */
export function mayMisplace(text: string): boolean {
  return /dunlin|migrate:|\+goose|\+migrate|@undo/i.test(text);
}

/** Directives where they have no effect and marks of other tools, in comments and in what looks like them. */
export function misplacedLines(text: string, headEnd: number): MisplacedComment[] {
  const found: MisplacedComment[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0];
    const like = match.index >= headEnd || match.index + line.length > headEnd
      ? DIRECTIVE_LIKE.exec(line)
      : null;
    if (like !== null && match.index + like.index >= headEnd) {
      found.push({
        offset: match.index + like.index,
        length: line.length - like.index,
        message: "a directive behind the first statement has no effect",
        next: "move it to the head of the file",
      });
    } else if (OTHER_TOOLS.test(line)) {
      found.push({
        offset: match.index + line.length - line.trimStart().length,
        length: line.trim().length,
        message:
          "this is another tool's mark, and dunlin would run the whole file in one direction",
        next: "move the part for each direction to a file of its own, or use `dunlin adopt`",
      });
    }
  }
  return found;
}

/** Without those that stand in a string, a body or the data of a COPY. */
function onlyComments(
  text: string,
  rules: LexicalRules,
  statements: readonly Statement[],
  found: readonly MisplacedComment[],
): MisplacedComment[] {
  const rest = found.filter(({ offset }) =>
    !statements.some(({ copyData }) =>
      copyData !== undefined && offset >= copyData.start && offset < copyData.end
    )
  );
  const kept: MisplacedComment[] = [];
  const tokenizer = new Tokenizer(text, rules);
  let token = tokenizer.next();
  for (const one of rest) {
    while (token !== null && token.end <= one.offset) token = tokenizer.next();
    const inside = token !== null && token.start <= one.offset;
    // MySQL reads `--dunlin:` as an expression: no comment, and still meant as one.
    if (!inside || token?.kind === "comment" || token?.start === one.offset) kept.push(one);
  }
  return kept;
}
