import type { FreshDatabase } from "../../tests/contract/databases.ts";

/** Databases with recorded migrations that no run changes: each is made once and serves many. */
export class Standing {
  readonly #databases = new Map<string, FreshDatabase>();

  /** The one of that name; `make` makes it if it is not there. */
  async get(name: string, make: () => Promise<FreshDatabase>): Promise<FreshDatabase> {
    const found = this.#databases.get(name) ?? await make();
    this.#databases.set(name, found);
    return found;
  }

  /** Removes all of them. */
  async dispose(): Promise<void> {
    for (const database of this.#databases.values()) await database.dispose();
    this.#databases.clear();
  }
}
