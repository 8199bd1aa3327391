import { readDuration } from "./duration.ts";
import type { Directives } from "./migration.ts";

/** What came of reading a directive's value. */
export type DirectiveValue =
  | { readonly kind: "value"; readonly value: Directives }
  | { readonly kind: "malformed"; readonly message: string };

/** How one directive is written and what it means. */
export interface DirectiveRule {
  /** A good example, for messages. */
  readonly example: string;
  read(value: string): DirectiveValue;
}

/** Every directive by its name. */
export const DIRECTIVES: Readonly<Record<string, DirectiveRule>> = {
  "no-transaction": {
    example: "no-transaction",
    read: (value) =>
      value === "" ? good({ noTransaction: true }) : bad(`no-transaction takes no value`),
  },
  "only": { example: "only production,staging", read: readOnly },
  "irreversible": {
    example: "irreversible because the column's content is gone",
    read: (value) => {
      const reason = becauseOf(value);
      return reason === null ? bad("irreversible needs a reason") : good({ irreversible: reason });
    },
  },
  "lock-timeout": {
    example: "lock-timeout 2s",
    read: (value) => readTimeout("lock-timeout", value, (ms) => ({ lockTimeoutMs: ms })),
  },
  "statement-timeout": {
    example: "statement-timeout 10min",
    read: (value) => readTimeout("statement-timeout", value, (ms) => ({ statementTimeoutMs: ms })),
  },
  "foreign-keys": {
    example: "foreign-keys off",
    read: (value) =>
      value === "on" || value === "off"
        ? good({ foreignKeys: value })
        : bad(`foreign-keys is on or off, not ${quoted(value)}`),
  },
  "vars": { example: "vars SCHEMA,APP_PASSWORD", read: readVars },
  "allow": { example: "allow PG001 because the table is empty", read: readAllow },
};

function readOnly(value: string): DirectiveValue {
  const only = value.split(",").map((name) => name.trim());
  const wrong = only.find((name) => !/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(name));
  if (wrong !== undefined) return bad(`${quoted(wrong)} is not the name of an environment`);
  const twice = only.find((name, index) => only.indexOf(name) !== index);
  return twice === undefined ? good({ only }) : bad(`only names ${twice} twice`);
}

function readVars(value: string): DirectiveValue {
  if (value === "") return good({ vars: [] });
  const vars = value.split(",").map((name) => name.trim());
  const wrong = vars.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (wrong !== undefined) return bad(`${quoted(wrong)} is not the name of a variable`);
  const twice = vars.find((name, index) => vars.indexOf(name) !== index);
  return twice === undefined ? good({ vars }) : bad(`vars names ${twice} twice`);
}

function readTimeout(
  name: string,
  value: string,
  make: (durationMs: number) => Directives,
): DirectiveValue {
  const durationMs = readDuration(value);
  return durationMs === null
    ? bad(`${quoted(value)} is not a duration for ${name}: a number and ms, s, min or h, or 0`)
    : good(make(durationMs));
}

function readAllow(value: string): DirectiveValue {
  const match = /^(.*?)\s+because(?:\s+(.*))?$/s.exec(value);
  const reason = match?.[2]?.trim() ?? "";
  if (reason === "") return bad("allow needs the name of a rule and a reason");
  const rules = (match?.[1] ?? "").split(",").map((rule) => rule.trim());
  const wrong = rules.find((rule) => !/^[A-Za-z][A-Za-z0-9_-]*$/.test(rule));
  return wrong === undefined
    ? good({ allow: rules.map((rule) => ({ rule, reason })) })
    : bad(`${quoted(wrong)} is not the name of a rule`);
}

function becauseOf(value: string): string | null {
  const reason = /^because\s+(\S.*)$/s.exec(value)?.[1]?.trim();
  return reason === undefined || reason === "" ? null : reason;
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function good(value: Directives): DirectiveValue {
  return { kind: "value", value };
}

function bad(message: string): DirectiveValue {
  return { kind: "malformed", message };
}
