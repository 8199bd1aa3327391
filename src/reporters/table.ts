import { cutText, textWidth } from "./text_width.ts";

/** How a table is laid out. */
export interface TableOptions {
  /** The width no line exceeds; unlimited by default. */
  readonly columns?: number;
  /** The column that is cut where a line is too wide; the last by default. */
  readonly flexible?: number;
  /** Colours a cell after it was cut and padded. */
  readonly style?: (text: string, row: number, column: number) => string;
}

const GAP = "  ";
const LEAST_FLEXIBLE = 8;

/**
 * Lines of aligned columns, two spaces apart, without white space at the end.
 * Wide and combining characters count as a terminal shows them. Cells are
 * single lines without control characters.
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const { columns = Infinity, style = (text: string) => text } = options;
  const widths = columnWidths(rows);
  const flexible = options.flexible ?? widths.length - 1;
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  if (total > columns) {
    const room = (widths[flexible] ?? 0) - (total - columns);
    widths[flexible] = Math.min(widths[flexible] ?? 0, Math.max(room, LEAST_FLEXIBLE));
  }
  return rows.map((row, index) =>
    renderRow(row, widths, columns, (text, c) => style(text, index, c))
  );
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(cell));
    }
  }
  return widths;
}

function renderRow(
  row: readonly string[],
  widths: readonly number[],
  columns: number,
  style: (text: string, column: number) => string,
): string {
  const last = row.findLastIndex((cell) => cell !== "");
  let left = columns;
  const cells = row.slice(0, last + 1).map((cell, column) => {
    const text = cutText(cell, Math.min(widths[column] ?? 0, Math.max(left, 0)));
    const pad = column === last ? 0 : Math.max((widths[column] ?? 0) - textWidth(text), 0);
    left -= textWidth(text) + pad + GAP.length;
    return style(text, column) + " ".repeat(pad);
  });
  return cells.join(GAP).trimEnd();
}
