/** Rows of cells; the first is the head. */
export type Table = readonly (readonly string[])[];

/** A table in Markdown, its columns aligned. */
export function table(rows: Table): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? "").length))
  );
  const lines = rows.map((row) => line(row.map((cell, index) => cell.padEnd(widths[index] ?? 0))));
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [lines[0], rule, ...lines.slice(1)].join("\n") + "\n";
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
