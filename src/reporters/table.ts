import { cutText, textWidth } from "./text_width.ts";

/** How a table is laid out. */
export interface TableOptions {
  /** The width no line exceeds; unlimited by default. */
  readonly columns?: number;
  /** The column that is cut where a line is too wide; the last by default. */
  readonly flexible?: number;
  /** Columns that are left out, in this order, before the flexible one becomes unreadable. */
  readonly spare?: readonly number[];
  /** How narrow that is; 20 columns by default, Infinity: as soon as it would be cut. */
  readonly readable?: number;
  /** Colours a cell after it was cut and padded. */
  readonly style?: (text: string, row: number, column: number) => string;
}

const GAP = "  ";
const LEAST_FLEXIBLE = 8;
/** Below that a name says little: columns are spared for it. */
const READABLE = 20;

/**
 * Lines of aligned columns, two spaces apart, without white space at the end.
 * Wide and combining characters count as a terminal shows them. Cells are
 * single lines without control characters.
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const { columns = Infinity, style = (text: string) => text, readable = READABLE } = options;
  const widths = columnWidths(rows);
  const flexible = options.flexible ?? widths.length - 1;
  const wanted = Math.min(widths[flexible] ?? 0, readable);
  const shown = shownColumns(widths, flexible, columns, wanted, options.spare ?? []);
  widths[flexible] = flexibleWidth(widths, flexible, columns, shown, LEAST_FLEXIBLE);
  return rows.map((row, index) =>
    renderRow(
      shown.map((column) => row[column] ?? ""),
      shown.map((column) => widths[column] ?? 0),
      columns,
      (text, at) => style(text, index, shown[at] as number),
    )
  );
}

function shownColumns(
  widths: readonly number[],
  flexible: number,
  columns: number,
  wanted: number,
  spare: readonly number[],
): readonly number[] {
  let shown = [...widths.keys()];
  for (const column of spare) {
    if (flexibleWidth(widths, flexible, columns, shown, 0) >= wanted) break;
    shown = shown.filter((other) => other !== column);
  }
  return shown;
}

/** What is left for the flexible column, beside the others that are shown. */
function flexibleWidth(
  widths: readonly number[],
  flexible: number,
  columns: number,
  shown: readonly number[],
  least: number,
): number {
  const taken = shown.filter((column) => column !== flexible)
    .reduce((sum, column) => sum + (widths[column] ?? 0) + GAP.length, 0);
  return Math.min(widths[flexible] ?? 0, Math.max(columns - taken, least));
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
