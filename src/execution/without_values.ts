import { redact } from "../drivers/mask.ts";
import type { Work } from "./work.ts";

/** As much of a value as a server that cuts what it quotes must show before it counts as shown. */
const BEGINNING = 6;

/** What a server said, with `***` for the values of variables that were put into the file as strings. */
export function withoutValues<Said extends { readonly message: string }>(
  said: Said,
  { body }: Work,
): Said {
  const sent = body.kind === "code" ? body.after : body.kind === "sql" ? body : null;
  const secrets = sent?.script.source?.secrets ?? [];
  if (secrets.length === 0) return said;
  const masked = Object.entries(said).map(([key, value]) =>
    ["message", "detail", "hint"].includes(key) && typeof value === "string"
      ? [key, secrets.reduce(withoutBeginning, redact(value, secrets))]
      : [key, value]
  );
  return Object.fromEntries(masked) as Said;
}

// servers quote what they could not read up to a length of their own
function withoutBeginning(text: string, secret: string): string {
  if (secret.length < BEGINNING) return text;
  let left = text;
  for (;;) {
    const at = left.indexOf(secret.slice(0, BEGINNING));
    if (at < 0) return left;
    let length = BEGINNING;
    while (length < secret.length && left[at + length] === secret[length]) length++;
    left = `${left.slice(0, at)}***${left.slice(at + length)}`;
  }
}
