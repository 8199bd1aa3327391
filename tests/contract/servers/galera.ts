import type { ClusterDatabase } from "../clusters.ts";
import { endSessions, freshMysql, onServer } from "./mysql.ts";

/** A node shows everything the cluster had committed when it is asked. */
const WAIT_FOR_OTHERS = "SET SESSION wsrep_sync_wait = 15";

/** A new database in the cluster of those nodes, once each of them has it. */
export async function freshGalera(nodeUrls: readonly string[]): Promise<ClusterDatabase> {
  const [first, ...others] = nodeUrls;
  const fresh = await freshMysql(first!, WAIT_FOR_OTHERS);
  for (const node of others) {
    await onServer(node, async (server) => {
      await server.query(WAIT_FOR_OTHERS);
      await server.query("SELECT 1"); // waits, as USE does not
      await server.query(`USE ${fresh.name}`);
    });
  }
  const urls = nodeUrls.map((node) => {
    const url = new URL(node);
    url.pathname = `/${fresh.name}`;
    return url.href;
  });
  return {
    ...fresh,
    urls,
    dispose: async () => {
      for (const node of others) {
        await onServer(node, (server) => endSessions(server, fresh.name));
      }
      await fresh.dispose();
    },
  };
}
