/** What a room may import, and how pure it is. */
export interface Room {
  /** Rooms it may import, beside itself and the files beside all rooms. */
  readonly imports: readonly string[];
  /** Same input, same output: no clock, chance, files, network or environment. */
  readonly pure?: true;
  /** It may load npm packages, when first needed. */
  readonly packages?: true;
  /** It may import what only a run can name: drivers, TypeScript migrations of a folder, a project's tasks. */
  readonly computed?: true;
}

/** Files beside the rooms, which all may import; they import nothing. */
export const FOUNDATION: readonly string[] = ["errors", "version", "nearest_word", "size_words"];
const CORE = ["sql", "migrations", "plan", "dialects", "events"];
const EDGES = [...CORE, "sources", "drivers"];
const ACTS = [...EDGES, "execution", "reporters"];

/**
 * The rooms under src/, in the order imports run: each knows only what stands
 * above it, and no more of that than it needs. A file beside the rooms, such as
 * errors.ts, is a room of its own. Some are named before they are built.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  errors: { imports: [], pure: true },
  version: { imports: [], pure: true },
  nearest_word: { imports: [], pure: true },
  size_words: { imports: [], pure: true },
  sql: { imports: [], pure: true },
  migrations: { imports: ["sql"], pure: true },
  plan: { imports: ["migrations"], pure: true },
  dialects: { imports: ["sql", "migrations", "plan"], pure: true },
  events: { imports: ["migrations", "plan"], pure: true },
  sources: { imports: ["migrations"], computed: true },
  drivers: { imports: ["sql", "dialects"], packages: true, computed: true },
  lint: { imports: ["sql", "migrations", "dialects"], pure: true },
  generate: { imports: ["sql", "migrations", "dialects"], pure: true },
  execution: { imports: EDGES },
  schema: { imports: [...EDGES, "execution"] },
  adopt: { imports: [...EDGES, "execution"] },
  fleet: { imports: [...EDGES, "execution"] },
  reporters: { imports: ["events", "plan"] },
  tasks: { imports: [...ACTS, "lint", "generate", "schema", "adopt", "fleet"] },
  cli: {
    imports: [...ACTS, "lint", "generate", "schema", "adopt", "fleet", "tasks"],
    packages: true,
    computed: true,
  },
};

/** Built-ins that depend on nothing but their arguments. */
export const PURE_BUILTINS: readonly string[] = ["node:buffer", "node:crypto"];

/** The room of a file under src/: `src/plan/step.ts` → `plan`, `src/errors.ts` → `errors`. */
export function roomOf(path: string): string {
  return path.split("/")[1]?.replace(/\.ts$/, "") ?? "";
}
