import type { Connection } from "../mod.ts";

/**
 * Told of everything sent, before it is. What it answers is called if the
 * server refuses that.
 */
export type Tell = (
  how: "query" | "message",
  text: string,
  params: readonly unknown[],
) => (() => void) | void;

/** The same session; whatever is sent through it is told first. */
export function traced(connection: Connection, tell: Tell): Connection {
  const told: Partial<Connection> = {
    query: (query) => {
      const refused = tell("query", query.text, query.params ?? []);
      return orTell(connection.query(query), refused);
    },
    send: (text, hooks) => {
      const refused = tell("message", text, []);
      return orTell(connection.send(text, hooks), refused);
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

function orTell<T>(answer: Promise<T>, refused: (() => void) | void): Promise<T> {
  return answer.catch((error) => {
    refused?.();
    throw error;
  });
}
