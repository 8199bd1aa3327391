import type { DunlinError } from "../errors.ts";
import type { Collection } from "./collect.ts";
import { invalidMigrations } from "./sound_migrations.ts";
import { damagedManifest } from "./verify_manifest.ts";

/** A migration whose texts are not there yet. */
export interface LateMigration {
  /** See `Migration.id`. */
  readonly id: string;
  /** Whether the directives of its up are known without its text. */
  readonly headIsKnown: boolean;
  /** Brings up and down; what is wrong with them is the answer. */
  readonly bring: () => Promise<readonly DunlinError[]>;
}

/** How many are on their way at once. */
const CONCURRENCY = 32;

/**
 * Brings the texts of migrations before anything of them but their checksum is
 * asked for. What is there already costs nothing.
 *
 * @param wanted By id; left out, all of them
 * @throws {DunlinError} `manifest-damaged`, `invalid-migrations`, with all problems
 */
export async function loadTexts(collection: Late, wanted?: Wanted): Promise<void> {
  const problems = await problemsOfTexts(collection, wanted);
  if (problems.length > 0) throw invalidMigrations(problems);
}

/**
 * As {@linkcode loadTexts}, for those who tell problems of files themselves.
 *
 * @throws {DunlinError} `manifest-damaged`, with all problems
 */
export async function problemsOfTexts(
  { late }: Late,
  wanted: Wanted = () => true,
): Promise<readonly DunlinError[]> {
  const asked = [...late.values()].filter(({ id }) => wanted(id));
  const answers: (readonly DunlinError[])[] = [];
  let next = 0;
  const goOn = async () => {
    while (next < asked.length) {
      const own = next++;
      answers[own] = await (asked[own] as LateMigration).bring();
    }
  };
  // more at once would be more files than a process may have open
  await Promise.all(Array.from({ length: CONCURRENCY }, goOn));
  const problems = answers.flat();
  const damage = problems.filter(({ code }) => code === "manifest-damaged");
  if (damage.length > 0) throw damagedManifest(damage);
  return problems;
}

type Late = Pick<Collection, "late">;
type Wanted = (id: string) => boolean;
