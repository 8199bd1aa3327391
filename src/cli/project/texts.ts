import { maskUrl } from "../../drivers/mask.ts";

/** The text of `migrate.ts`: a program that brings the folder's migrations with it. */
export function programText(folder: string): string {
  const module = /^(\/|[A-Za-z]:|\.\.\/)/.test(folder) ? folder : `./${folder}`;
  return `import { main } from "@dunlin/dunlin/cli";
import migrations from ${JSON.stringify(`${module}/mod.ts`)};

await main({ migrations });
`;
}

/**
 * The text of `dunlin.json`. A URL with a password stays out of a file that
 * is committed.
 */
export function configText(
  database: string = "sqlite:app.db",
  dir: string,
): { readonly text: string; readonly secret: boolean } {
  const secret = maskUrl(database) !== database;
  const text = JSON.stringify({ ...(secret ? {} : { database }), dir }, null, 2) + "\n";
  return { text, secret };
}
