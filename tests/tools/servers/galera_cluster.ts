import { randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import mysql from "mysql2/promise";
import { type Account, inServerFolder, serverAccount } from "./account.ts";
import { unpackDebian } from "./debian_package.ts";
import { freePorts } from "./free_ports.ts";
import { initialise, usersOf } from "./mysql_data.ts";
import { basicOptions, findMysql, type Program } from "./mysql_program.ts";
import { mysqlVersion, servingOptions } from "./mysql_server.ts";
import { type ServerControl, startServer } from "./server_process.ts";

/** Three MariaDB servers on 127.0.0.1 that hold the same data. */
export interface GaleraCluster {
  /** One for each node. */
  readonly urls: readonly string[];
  /** `MariaDB 10.11.19 × 3 (PATH)`. */
  readonly description: string;
  /** Ends a node (0, 1 or 2) at once, as if its power was cut; the others find out by themselves. */
  kill(node: number): Promise<void>;
  /** Starts a killed node again: it takes its data from another; one must live. */
  restart(node: number): Promise<void>;
  /** Stops all nodes and removes their folders. */
  stop(): Promise<void>;
}

/** What the nodes have in common. */
interface Cluster {
  readonly name: string;
  readonly password: string;
  readonly ports: readonly NodePorts[];
}

interface NodePorts {
  readonly sql: number;
  readonly group: number;
  readonly transfer: number;
}

interface Node extends ServerControl {
  readonly url: string;
  readonly origin: string;
}

const NODES = [0, 1, 2] as const;
const SCRIPT = "wsrep_sst_copy";

/**
 * Starts a Galera cluster of the machine's MariaDB and Galera, else Debian's,
 * unpacked into the cache.
 */
export async function startGalera(): Promise<GaleraCluster> {
  const ports = await freePorts(NODES.length * 3);
  const cluster: Cluster = {
    name: `dunlin-${randomBytes(4).toString("hex")}`,
    password: randomBytes(12).toString("hex"),
    ports: NODES.map((node) => {
      const [sql, group, transfer] = ports.slice(node * 3);
      return { sql: sql!, group: group!, transfer: transfer! };
    }),
  };
  const nodes = [await startNode(cluster, 0)];
  const stop = async () => {
    // one after the other, too: nodes that leave at once wait for each other
    for (const node of nodes.toReversed()) await node.stop();
  };
  try {
    // one after the other: while a node gives its data away it cannot do so twice
    for (const node of NODES.slice(1)) nodes.push(await startNode(cluster, node));
    const [{ url, origin }] = nodes as [Node];
    return {
      urls: nodes.map((node) => node.url.replace(/^mysql:/, "mariadb:")),
      description: `MariaDB ${await mysqlVersion(url)} × ${nodes.length} (${origin})`,
      kill: (node) => nodes[node]!.kill(),
      restart: (node) => nodes[node]!.restart(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startNode(cluster: Cluster, node: number): Promise<Node> {
  return inServerFolder("galera", async (folder) => {
    const account = await serverAccount("mysql");
    const program = await findMysql("mariadb", account, folder);
    const provider = await findProvider(account, folder);
    await prepare(cluster, node, program, account, folder);
    const url = `mysql://app:${cluster.password}@127.0.0.1:${cluster.ports[node]!.sql}/`;
    const joining = [
      ...account.prefix,
      "env",
      `PATH=${join(folder, "bin")}:${process.env["PATH"]}`,
      ...program.command,
      ...basicOptions(program, join(folder, "data"), "mariadb"),
      ...servingOptions(folder, cluster.ports[node]!.sql),
      ...groupOptions(cluster, node, provider),
    ];
    const founding = ["--wsrep-new-cluster", `--init-file=${join(folder, "setup.sql")}`];
    const control = await startServer({
      command: node === 0 ? [...joining, ...founding] : joining,
      folder,
      signal: "SIGTERM",
      answers: () => isSynced(url),
    });
    // whoever founded the cluster joins it like the others later
    return { ...control, restart: () => control.restart(joining), url, origin: program.origin };
  });
}

/** The library that makes a cluster of MariaDB servers. */
async function findProvider(account: Account, folder: string): Promise<string> {
  const path = "usr/lib/galera/libgalera_smm.so";
  if (existsSync(`/${path}`)) return `/${path}`;
  return join(await account.readable(await unpackDebian("galera-4", "system"), folder), path);
}

/** The first node begins with new data; the others get theirs from it. */
async function prepare(
  { password }: Cluster,
  node: number,
  program: Program,
  account: Account,
  folder: string,
): Promise<void> {
  const script = join(folder, "bin", SCRIPT);
  await mkdir(join(folder, "bin"));
  await copyFile(fileURLToPath(new URL(`./galera/${SCRIPT}`, import.meta.url)), script);
  await chmod(script, 0o755);
  await writeFile(join(folder, "setup.sql"), usersOf(password));
  await account.own(folder);
  const data = join(folder, "data");
  if (node === 0) return await initialise("mariadb", program, data, account);
  await mkdir(data);
  await account.own(data);
}

function groupOptions({ name, ports }: Cluster, node: number, provider: string): string[] {
  const { sql, group, transfer } = ports[node]!;
  const settings = [
    `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
    `ist.recv_addr=127.0.0.1:${transfer}`,
    "gcache.size=32M",
    "pc.recovery=false",
  ];
  return [
    "--binlog-format=ROW",
    "--default-storage-engine=InnoDB",
    "--innodb-autoinc-lock-mode=2",
    "--innodb-log-file-size=16M",
    "--wsrep-on=ON",
    `--wsrep-provider=${provider}`,
    `--wsrep-provider-options=${settings.join(";")}`,
    `--wsrep-cluster-name=${name}`,
    `--wsrep-cluster-address=gcomm://${ports.map((of) => `127.0.0.1:${of.group}`).join(",")}`,
    `--wsrep-node-name=node${node}`,
    `--wsrep-node-address=127.0.0.1:${group}`,
    `--wsrep-node-incoming-address=127.0.0.1:${sql}`,
    `--wsrep-sst-method=${SCRIPT.replace("wsrep_sst_", "")}`,
  ];
}

/** Fails unless the node takes part. */
async function isSynced(url: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query("SHOW STATUS LIKE 'wsrep_local_state_comment'");
    const state = (rows as { Value: string }[])[0]?.Value;
    if (state !== "Synced") throw new Error(`the node is ${state ?? "in no cluster"}`);
  } finally {
    await connection.end();
  }
}
