import { connect, type Connection, type Event, Migrator } from "../mod.ts";
import type { FreshDatabase, TestDatabase } from "../tests/contract/databases.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf, nothing, sourceOf } from "./workload.ts";

/** What one run makes the server and its own process do, counted. */
export interface Work {
  /** Statements that the server has answered, dunlin's own and those of the files. */
  readonly statements: number;
  /** Bytes of SQL text, as UTF-8, without what the protocol puts around it. */
  readonly bytes: number;
  /** Events a listener has heard. */
  readonly events: number;
}

/** Runs a scenario on an empty database of its own, over a session that counts. */
export async function countWork(database: TestDatabase, scenario: Scenario): Promise<Work> {
  const fresh = await database.fresh();
  try {
    const { applied, pending } = scenario;
    const before = applied ?? 0;
    const files = filesOf(before + pending, (n) => n > before ? scenario.up(n) : nothing(n));
    const connection = await connect(fresh.url, { create: true });
    try {
      const done = sourceOf(files.slice(0, before));
      if (applied !== null) await (await Migrator.over(connection, { migrations: done })).up();
    } finally {
      await connection.close();
    }
    return await counted(fresh, sourceOf(files), scenario.delayMs);
  } finally {
    await fresh.dispose();
  }
}

async function counted(
  { url, name }: FreshDatabase,
  migrations: ReturnType<typeof sourceOf>,
  delayMs: number,
): Promise<Work> {
  const tally = { statements: 0, bytes: 0, events: 0 };
  const connection = counting(await connect(url), tally, name, delayMs);
  try {
    const migrator = await Migrator.over(connection, { migrations });
    await migrator.up({ onEvent: (_: Event) => void tally.events++ });
    return tally;
  } finally {
    await connection.close();
  }
}

/** The same session; what is sent through it is added up. */
function counting(
  connection: Connection,
  tally: { -readonly [Key in keyof Work]: number },
  name: string,
  delayMs: number,
): Connection {
  const sent = (text: string) => {
    // a database and a process are called otherwise each time
    const same = text.replaceAll(name, "bench").replaceAll(/dunlin pid \d+/g, "dunlin pid 1");
    tally.bytes += new TextEncoder().encode(same).length;
  };
  const told: Partial<Connection> = {
    query: async (query) => {
      sent(query.text);
      tally.statements++;
      // only so much that the server looks far away: what is counted takes no time
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      return await connection.query(query);
    },
    send: (text, hooks) => {
      sent(text);
      return connection.send(text, {
        ...hooks,
        onResult: (result) => {
          tally.statements++;
          hooks?.onResult?.(result);
        },
      });
    },
  };
  return new Proxy(connection, {
    get(target, key) {
      const value = Reflect.get(told, key) ?? Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}
