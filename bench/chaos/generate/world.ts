import type { Random } from "../random.ts";

/** A table as the statements so far have left it. */
export interface Table {
  name: string;
  /** Beside `id`, which every table has. */
  readonly columns: string[];
  readonly indexes: string[];
  /** Views, triggers and foreign keys that keep it from being renamed, dropped or rebuilt. */
  watched: boolean;
}

/** What a statement of the next file may stand on. */
export class World {
  readonly tables: Table[] = [];
  readonly views: string[] = [];
  readonly triggers: string[] = [];
  readonly procedures: string[] = [];
  #last = 0;

  /** A name nothing has had: `t7`. */
  fresh(prefix: string): string {
    return `${prefix}${++this.#last}`;
  }

  /** A number nothing has had. */
  number(): number {
    return ++this.#last;
  }

  /** A table that may change its shape; undefined if there is none. */
  free(random: Random): Table | undefined {
    const free = this.tables.filter((table) => !table.watched);
    return free.length === 0 ? undefined : random.pick(free);
  }

  /** Any table. */
  any(random: Random): Table | undefined {
    return this.tables.length === 0 ? undefined : random.pick(this.tables);
  }

  /** A table that may change and has a column to spare. */
  withColumn(random: Random): Table | undefined {
    const fit = this.tables.filter((table) => !table.watched && table.columns.length > 0);
    return fit.length === 0 ? undefined : random.pick(fit);
  }

  /** A table with an index. */
  withIndex(random: Random): Table | undefined {
    const fit = this.tables.filter(({ indexes }) => indexes.length > 0);
    return fit.length === 0 ? undefined : random.pick(fit);
  }
}

/** Takes one of a list out of it. */
export function take(random: Random, list: string[]): string {
  return list.splice(random.int(0, list.length - 1), 1)[0] as string;
}
