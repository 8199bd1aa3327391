import type { Connection } from "../../src/drivers/connection.ts";

/** What happens before something is sent. */
export interface Hooks {
  /** Called with the text of every `send`, before it goes out; its answer, if any, goes out instead. */
  readonly beforeSend?: (text: string) => Promise<string | void> | string | void;
  /** Makes the server look far away: every query takes that much longer. */
  readonly delayMs?: number;
}

/** A connection that lets a test step in between. */
export function hooked(connection: Connection, { beforeSend, delayMs = 0 }: Hooks): Connection {
  return new Proxy(connection, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key === "send") {
        return async (text: string, ...rest: unknown[]) =>
          await value.call(target, await beforeSend?.(text) ?? text, ...rest);
      }
      if (key === "query" && delayMs > 0) {
        return async (...args: unknown[]) => {
          await new Promise((resolve) => setTimeout(resolve, delayMs));
          return await value.apply(target, args);
        };
      }
      return value.bind(target);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}

/** Does something once, before the message in which a migration begins. */
export function beforeMigration(
  id: string,
  act: () => Promise<unknown>,
): NonNullable<Hooks["beforeSend"]> {
  let begun = 0;
  let done = false;
  return async (text) => {
    // SQLite sends no comment, but begins: once to read, then once for each migration
    if (text.includes("BEGIN IMMEDIATE")) begun++;
    if (done || !(text.includes(`/* dunlin ${id} */`) || begun === Number(id) + 1)) return;
    done = true;
    await act();
  };
}

/**
 * Makes every server look near, however busy this machine is: time goes by a
 * thousand times slower while `act` runs.
 */
export async function near<Value>(act: () => Promise<Value>): Promise<Value> {
  const own = Object.getOwnPropertyDescriptor(performance, "now");
  const real = performance.now.bind(performance);
  const start = real();
  Object.defineProperty(performance, "now", {
    configurable: true,
    value: () => start + (real() - start) / 1000,
  });
  try {
    return await act();
  } finally {
    if (own) Object.defineProperty(performance, "now", own);
    else delete (performance as { now?: unknown }).now;
  }
}
