/** A script from comment lines and statements; lines without `--` get one. */
export function script(comments: readonly string[], statements: readonly string[]): string {
  const head = comments.flatMap(commentLines);
  const body = statements.map((statement) => `${statement};`).join("\n\n");
  return [...head, ...(body === "" ? [] : [body])].join("\n") + "\n";
}

/** The head of a down file that somebody must fill in: until then reverting refuses. */
export function unknownDown(why: string, template: readonly string[]): string {
  const lines = template.flatMap((line) => line.split("\n")).map((line) => `-- ${line}`);
  return [
    `-- dunlin: irreversible because ${why} (replace this line)`,
    "-- It was generated without a database to look at; write what was there before:",
    ...lines,
  ].join("\n") + "\n";
}

/** Text as comment lines of at most 90 columns. */
function commentLines(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "--";
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > 90 && line !== "--") {
      lines.push(line);
      line = "--";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** `ALTER TABLE t` and its changes, a line each. */
export function alterTable(table: string, changes: readonly string[]): string {
  return changes.length === 1
    ? `ALTER TABLE ${table} ${changes[0]}`
    : `ALTER TABLE ${table}\n${changes.map((change) => `  ${change}`).join(",\n")}`;
}
