import type { ColumnType } from "./column_type.ts";
import type { Grammar } from "./grammar.ts";

/** A default as SQL, or why it cannot be one. */
export type DefaultReading =
  | { readonly kind: "sql"; readonly sql: string; readonly constant: boolean }
  | { readonly kind: "problem"; readonly message: string; readonly next: string };

const FORMS = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d(:\d\d(\.\d{1,6})?)?([+-]\d\d(:\d\d)?)?$/,
  moment: /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
} as const;

/**
 * `default=…` of a column of that type: a literal, `now`, `uuid`, `null`, or
 * `sql(…)` for anything else.
 *
 * @param text Behind the equals sign; quotes around all of it are taken off.
 */
export function readDefault(text: string, type: ColumnType, grammar: Grammar): DefaultReading {
  const own = /^sql\((.*)\)$/s.exec(text)?.[1];
  if (own !== undefined) {
    return own.trim() === ""
      ? problem("sql() is empty", "write an expression between the brackets")
      : expression(own, grammar);
  }
  const value = /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
  if (/^null$/i.test(text)) return { kind: "sql", sql: "NULL", constant: true };
  if (type.array) return readArray(text, grammar);
  return readLiteral(value, type, grammar);
}

function readArray(text: string, grammar: Grammar): DefaultReading {
  return /^\{.*\}$/s.test(text)
    ? constant(grammar.literal(text))
    : problem(`${JSON.stringify(text)} is no array`, "write default={} or default={a,b}");
}

function readLiteral(value: string, type: ColumnType, grammar: Grammar): DefaultReading {
  const { rule } = type;
  const literal = () => bracketed(grammar.literal(value), type, grammar);
  const wrong = (next: string) =>
    problem(`${JSON.stringify(value)} is no default for ${rule.name}`, next);
  const now = grammar.now[rule.values];
  if (/^(now|now\(\)|current_timestamp)$/i.test(value) && rule.values !== "text") {
    if (now === undefined) return wrong("now is for dates and times");
    const precision = type.args.length > 0 ? `(${type.args[0]})` : "";
    return { kind: "sql", sql: now.replace("{precision}", precision), constant: false };
  }
  switch (rule.values) {
    case "integer":
    case "year":
      return /^[+-]?\d+$/.test(value) ? constant(value) : wrong("it is a whole number");
    case "number":
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
        ? constant(value)
        : wrong("it is a number");
    case "boolean": {
      const yes = /^(true|1|yes|on)$/i.test(value);
      if (!yes && !/^(false|0|no|off)$/i.test(value)) return wrong("it is true or false");
      return constant(grammar.booleans[yes ? 1 : 0]);
    }
    case "date":
      return FORMS.date.test(value) ? literal() : wrong("write now, or a date: 2026-03-01");
    case "time":
      return FORMS.time.test(value) ? literal() : wrong("write now, or a time: '12:30:00'");
    case "moment":
    case "datetime":
      return FORMS.moment.test(value)
        ? literal()
        : wrong("write now, or a time: '2026-03-01 12:00:00'");
    case "uuid":
      if (/^(uuid|gen_random_uuid\(\)|uuid\(\))$/i.test(value)) {
        return { kind: "sql", sql: grammar.newUuid, constant: false };
      }
      return FORMS.uuid.test(value) ? literal() : wrong("write uuid for a new one each time");
    case "json":
      return isJson(value) ? literal() : wrong("it is JSON: default={} or default=[]");
    case "label": {
      if (type.args.includes(value)) return literal();
      return wrong(`it is one of ${type.args.join(", ")}`);
    }
    case "text": {
      const room = Number(
        type.args[0] ?? /\((\d+)\)$/.exec(rule.sql)?.[1] ?? (rule.sql === "char" ? 1 : Infinity),
      );
      if ([...value].length <= room) return literal();
      return wrong(`it is at most ${room} character${room === 1 ? "" : "s"}`);
    }
    default:
      return literal();
  }
}

// MySQL's own large text types take a default only as an expression
function bracketed(literal: string, { rule }: ColumnType, grammar: Grammar): DefaultReading {
  const brackets = grammar.bracketsLiterals.includes(rule.values) ||
    grammar.bracketsLiterals.length > 0 && /text$|blob$/.test(rule.sql);
  return constant(brackets ? `(${literal})` : literal);
}

function expression(sql: string, grammar: Grammar): DefaultReading {
  const text = sql.trim();
  return {
    kind: "sql",
    sql: grammar.bracketsExpressions ? `(${text})` : text,
    constant: false,
  };
}

function constant(sql: string): DefaultReading {
  return { kind: "sql", sql, constant: true };
}

function problem(message: string, next: string): DefaultReading {
  return { kind: "problem", message, next };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the answer is no
  }
}
