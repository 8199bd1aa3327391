import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Project } from "../cli/project.ts";

/** A terminal run that the README shows. */
export interface Transcript {
  readonly project: () => Project;
  /** Arguments behind `dunlin`. */
  readonly calls: readonly (readonly string[])[];
}

/** By the name in `<!-- transcript: NAME -->`. */
export const TRANSCRIPTS: Readonly<Record<string, Transcript>> = {
  quickstart: {
    project: quickstart,
    calls: [["migrate", "--to", "20260112140000"], ["migrate:status"]],
  },
  list: { project: () => new Project({}, null), calls: [["list"]] },
  failure: { project: failing, calls: [["migrate"]] },
};

/** The shop of `examples/quickstart`, with a database that is not there yet. */
export function quickstart(): Project {
  const project = new Project({ "dunlin.json": '{ "database": "sqlite:shop.db" }' }, null);
  const examples = new URL("../../examples/quickstart/migrations/", import.meta.url);
  cpSync(fileURLToPath(examples), project.path("migrations"), { recursive: true });
  return project;
}

function failing(): Project {
  return new Project({
    "dunlin.json": '{ "database": "sqlite:app.db" }',
    "migrations/20260301120000_create_users.up.sql": "CREATE TABLE users (id INTEGER);\n",
    "migrations/20260302090000_add_email.up.sql": "ALTER TABLE users ADD COLUMN email TEXT;\n" +
      "CREATE UNIQUE INDEX users_email ON user (email);\n",
    "migrations/20260303100000_create_orders.up.sql": "CREATE TABLE orders (id INTEGER);\n",
  }, null);
}

/** Runs a transcript; what a terminal would show of it. */
export async function play({ project: make, calls }: Transcript): Promise<string> {
  const project = make();
  const shown: string[] = [];
  for (const args of calls) {
    const { out, err } = await project.run(...args);
    shown.push(`$ dunlin ${args.join(" ")}\n${out}${err}`);
  }
  return shown.join("\n");
}
