import { splitStatements } from "../../sql/split_statements.ts";

/**
 * Says where statements of SQLite end, for clients that do not tell how much of
 * a text they have prepared. One text after another is taken apart, each once.
 */
export function statementEnds(): (text: string, start: number) => number {
  let known = "";
  let ends = new Map<number, number>();
  return (text, start) => {
    if (text !== known) {
      known = text;
      const { statements } = splitStatements(text, { flavor: "sqlite" });
      ends = new Map(statements.map((statement) => [statement.start, statement.end]));
    }
    // not one of its statements: the client's own error will say what it is
    return ends.get(start) ?? text.length;
  };
}
