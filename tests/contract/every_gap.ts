import assert from "node:assert/strict";
import { type Proxy, startProxy } from "../../bench/proxy.ts";
import type { TestDatabase } from "./databases.ts";
import { Project } from "./project.ts";

/** Does its work on a database reached through a proxy, and asserts that it is whole. */
export type ThroughProxy = (project: Project, proxy: Proxy) => Promise<void>;

/**
 * Does the same again and again, each time on a fresh database and over a link
 * that is cut once: before every message of an undisturbed run in turn, and
 * before every answer.
 *
 * @param least How many messages there must be, so that a proxy that sees none is noticed
 */
export async function atEveryGap(
  database: TestDatabase,
  least: number,
  act: ThroughProxy,
): Promise<void> {
  let commands = 0;
  await withProxy(database, {}, async (project, proxy) => {
    await act(project, proxy);
    commands = proxy.counts().commands;
  });
  assert.ok(commands >= least, `only ${commands} messages`);
  for (let command = 1; command <= commands; command++) {
    for (const cut of ["cutBefore", "cutAfter"] as const) {
      await withProxy(database, { [cut]: command }, async (project, proxy) => {
        try {
          await act(project, proxy);
        } catch (error) {
          throw new Error(`${cut} ${command} of ${commands}`, { cause: error });
        }
      });
    }
  }
}

async function withProxy(
  database: TestDatabase,
  cut: { readonly cutBefore?: number; readonly cutAfter?: number },
  act: ThroughProxy,
): Promise<void> {
  const fresh = await database.fresh();
  const target = new URL(fresh.url);
  target.searchParams.set("sslmode", "disable"); // the proxy has to see where messages end
  const proxy = await startProxy({ target: target.href, ...cut });
  try {
    await act(new Project(database, fresh), proxy);
  } finally {
    await proxy.close();
    await fresh.dispose();
  }
}
