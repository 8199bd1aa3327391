import type { Grammar } from "../../generate/grammar.ts";
import { MODIFIERS } from "../../generate/parse_field.ts";
import type { TypeRule } from "../../generate/column_type.ts";

/** The types and modifiers of fields as a table for people. */
export function typeTable({ title, types }: Grammar): string {
  const rows = types.map((rule) => [written(rule), declared(rule), notes(rule)] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  return [
    `types of fields in ${title}:`,
    ...rows.map(([name, sql, note]) =>
      `  ${name.padEnd(first)}  ${sql.padEnd(second)}  ${note}`.trimEnd()
    ),
    `  ${"references{table}".padEnd(first)}  a column that points at another table, with its index`,
    "",
    `modifiers: ${MODIFIERS.join(", ")}`,
  ].join("\n");
}

function written({ name, takes = [], words, needs = 0 }: TypeRule): string {
  if (words === "labels") return `${name}{a,b}`;
  if (words === "name") return `${name}{name}`;
  if (takes.length === 0) return name;
  const inside = takes.map((one) => one.name).join(",");
  return needs > 0 ? `${name}{${inside}}` : `${name}[{${inside}}]`;
}

function declared({ sql, sized }: TypeRule): string {
  return sized === undefined || sql === sized || sql.startsWith(sized) ? sql : `${sql}, ${sized}`;
}

function notes({ aliases = [], note }: TypeRule): string {
  return [...(aliases.length > 0 ? [`or ${aliases.join(", ")}`] : []), ...(note ? [note] : [])]
    .join("; ");
}
