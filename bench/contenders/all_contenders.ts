import { existsSync } from "node:fs";
import process from "node:process";
import { runtimeProgram } from "../../tests/binary/runtime_program.ts";
import type { DatabaseName } from "../../tests/contract/databases.ts";
import { findProgram } from "../../tests/tools/servers/command.ts";
import { RUNTIMES } from "../../tests/tools/runtimes/runtime.ts";
import { workingCopy } from "../../tests/tools/runtimes/working_copy.ts";
import { installedVersion, installPeers } from "../peers/install_peers.ts";
import { PEERS } from "../peers/peers.ts";
import type { Contender } from "../race/contender.ts";
import { compiled } from "./compiled.ts";
import { dunlinOn, dunlinOnDeno, versionOf } from "./dunlin.ts";
import { onNpm } from "./on_npm.ts";
import { raw, rawClient } from "./raw.ts";
import { replay } from "./replay.ts";

/** Who can take part, and who could not be had. */
export interface Contenders {
  /** Those for one engine, in the order of the tables. */
  on(engine: DatabaseName): readonly Contender[];
  /** What is not measured here, with the reason: one line each. */
  readonly missing: readonly string[];
}

/**
 * Gets everybody ready: dunlin on each runtime and compiled by each compiler,
 * the peers (from npm, with `peers`) and the raw clients. A raw client or a
 * compiler that is not there is told, not left out in silence.
 */
export async function allContenders(
  { peers, engines }: { readonly peers: boolean; readonly engines: readonly DatabaseName[] },
): Promise<Contenders> {
  const missing: string[] = [];
  const copy = await workingCopy();
  const node = await nodeProgram();
  const bun = await runtimeProgram("bun") ?? await RUNTIMES["bun"]!.install();
  const ours = [
    dunlinOnDeno(await runtimeProgram("deno") ?? process.execPath),
    dunlinOn("bun", bun, copy),
    dunlinOn("node", node, copy),
    ...await compiled(copy, missing),
  ];
  for (const engine of engines) {
    if (rawClient(engine) === null) missing.push(`the client of ${engine} is not installed`);
  }
  const others = peers ? await fromNpm(node, missing) : [];
  return {
    on: (engine) => {
      const client = rawClient(engine);
      if (client === null) return [...ours, ...others];
      const journal = engine === "mysql" || engine === "mariadb" ? [replay(engine, client)] : [];
      return [raw(engine, client), ...journal, ...ours, ...others];
    },
    missing,
  };
}

async function fromNpm(node: string, missing: string[]): Promise<Contender[]> {
  const installed = await installPeers();
  const runtime = { installed, node, nodeVersion: versionOf(node) };
  const contenders: Contender[] = [];
  for (const peer of PEERS) {
    const version = await installedVersion(installed, peer.package ?? peer.name);
    if (version === null) missing.push(`${peer.name}: npm has none for this system`);
    else contenders.push(onNpm(peer, version, runtime));
  }
  return contenders;
}

/** A Node 24: on PATH, or from npm. */
async function nodeProgram(): Promise<string> {
  const found = ["node24", "node"].map((name) => findProgram(name))
    .find((path) => path !== undefined && existsSync(path) && versionOf(path).startsWith("24."));
  return found ?? await RUNTIMES["node24"]!.install();
}
