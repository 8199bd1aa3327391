import { existsSync } from "node:fs";
import process from "node:process";
import { bunCompiler, denoCompiler } from "../../tests/binary/compiler.ts";
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

/** Who is wanted. */
export interface Wanted {
  readonly engines: readonly DatabaseName[];
  /** Parts of names; undefined for everybody. */
  readonly contenders: readonly string[] | undefined;
  /** Peers are taken from npm. */
  readonly peers: boolean;
}

/**
 * Gets those ready who are wanted: dunlin on each runtime and compiled by each
 * compiler, the peers and the raw clients. Whoever cannot be had is told.
 */
export async function allContenders(wanted: Wanted): Promise<Contenders> {
  const missing: string[] = [];
  const isWanted = (name: string) => wanted.contenders?.some((part) => name.includes(part)) ?? true;
  const ours: Contender[] = [];
  for (const [name, make] of Object.entries(offers(missing))) {
    // what a compiler makes is of two kinds, one of which may be wanted
    const kinds = [name, name.replace("compiled", "all in one")];
    if (kinds.some(isWanted)) ours.push(...await make());
  }
  const others = wanted.peers && PEERS.some(({ name }) => isWanted(name))
    ? await fromNpm(missing)
    : [];
  for (const engine of wanted.engines) {
    if (rawClient(engine) === null) missing.push(`the client of ${engine} is not installed`);
  }
  const all = (engine: DatabaseName) => [...rawOnes(engine), ...ours, ...others];
  return { on: (engine) => all(engine).filter(({ name }) => isWanted(name)), missing };
}

type Offers = Readonly<Record<string, () => Promise<readonly Contender[]>>>;

function offers(missing: string[]): Offers {
  let copied: Promise<string> | undefined;
  const copy = () => copied ??= workingCopy();
  const deno = async () => await runtimeProgram("deno") ?? process.execPath;
  const bun = async () => await runtimeProgram("bun") ?? await RUNTIMES["bun"]!.install();
  return {
    "dunlin, deno run": async () => [dunlinOnDeno(await deno())],
    "dunlin, bun": async () => [dunlinOn("bun", await bun(), await copy())],
    "dunlin, node": async () => [dunlinOn("node", await nodeProgram(), await copy())],
    "dunlin, compiled by deno": async () =>
      await compiled(await denoCompiler(), await copy(), missing),
    "dunlin, compiled by bun": async () =>
      await compiled(await bunCompiler(), await copy(), missing),
  };
}

function rawOnes(engine: DatabaseName): Contender[] {
  const client = rawClient(engine);
  if (client === null) return [];
  const journaled = engine === "mysql" || engine === "mariadb";
  return [raw(engine, client), ...journaled ? [replay(engine, client)] : []];
}

async function fromNpm(missing: string[]): Promise<Contender[]> {
  const node = await nodeProgram();
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
