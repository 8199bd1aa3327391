import { BadField } from "./field.ts";
import type { Grammar } from "./grammar.ts";

const WITHOUT_LENGTH = /^(tiny|medium|long)?(text|blob)\b|^json\b/i;

/**
 * Refuses a key over the whole of a text, blob or JSON column, which MySQL and
 * MariaDB do not take (error 1170, 3152); MariaDB alone makes it unique by a hash.
 *
 * @throws {BadField}
 */
export function refuseUnindexable(
  { name, type, word }: { readonly name: string; readonly type: string; readonly word: string },
  kind: "key" | "unique" | "index",
  { flavor, indexesInTable, title }: Grammar,
): void {
  if (!indexesInTable || !WITHOUT_LENGTH.test(type)) return;
  if (flavor === "mariadb" && kind === "unique") return;
  throw new BadField(
    word,
    null,
    `${title} indexes no whole ${type}, and ${name} is one`,
    `give the column a length, ${name}:string{255}, or index a part of it by hand: migrate:create`,
  );
}
