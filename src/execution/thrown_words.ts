import { maskUrl } from "../drivers/mask.ts";

const LONGEST = 300;

/** What was thrown, in words; code may throw anything, also nothing. */
export function thrownWords(thrown: unknown): string {
  return wordsOf(thrown).replaceAll(URL_IN_TEXT, (url) => maskUrl(url));
}

/** Code may well throw a URL, with the password in it. */
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s'"`<>]+/gi;

function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  if (typeof thrown === "string" && thrown.trim() !== "") return thrown;
  const { message } = (thrown ?? {}) as { readonly message?: unknown };
  if (typeof message === "string" && message !== "") return message;
  return `its code threw ${shown(thrown)}, which is no Error`;
}

function shown(thrown: unknown): string {
  if (typeof thrown === "bigint") return `${thrown}n`;
  if (typeof thrown === "function") return `the function ${thrown.name || "without a name"}`;
  if (typeof thrown === "string") return thrown === "" ? "an empty text" : "white space";
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  const text = asJson(thrown);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

// an object may refer to itself, hold a bigint, or have a toJSON that throws
function asJson(thrown: object): string {
  try {
    return JSON.stringify(thrown, (_, value) => typeof value === "bigint" ? `${value}n` : value) ??
      "an object";
  } catch {
    return "an object";
  }
}
