import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { succeeds } from "../servers/command.ts";
import { npmFolder } from "../servers/npm_package.ts";
import { bunSummary, denoSummary, nodeSummary, type ReadSummary } from "../test_counts.ts";

/** A JavaScript runtime the tests run on. */
export interface Runtime {
  /** Gets it from npm into the cache, once; the path of its program. */
  install(): Promise<string>;
  /** The command line that tests these files. */
  test(program: string, files: readonly string[]): readonly string[];
  readonly summary: ReadSummary;
}

/** By the name the runner knows them by. */
export const RUNTIMES: Readonly<Record<string, Runtime>> = {
  deno: {
    install: () => Promise.resolve(process.execPath),
    test: (program, files) => [program, "test", "--allow-all", "--parallel", ...files],
    summary: denoSummary,
  },
  bun: {
    install: () => installBun("1.4.5"),
    test: (program, files) => [
      program,
      "test",
      "--timeout=60000",
      ...files.map((file) => `./${file}`),
    ],
    summary: bunSummary,
  },
  node22: { install: () => installNode("22.23.3"), test: nodeTest, summary: nodeSummary },
  node24: { install: () => installNode("24.21.0"), test: nodeTest, summary: nodeSummary },
};

function nodeTest(program: string, files: readonly string[]): string[] {
  return [program, "--test", "--test-concurrency=2", "--test-reporter=spec", ...files];
}

async function installNode(version: string): Promise<string> {
  const windows = process.platform === "win32";
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const folder = await npmFolder(`node-${version}`, { [name]: version });
  return join(folder, "node_modules", name, "bin", windows ? "node.exe" : "node");
}

/** Bun comes as one package for each kind of processor, of which npm takes all that may fit. */
async function installBun(version: string): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const folder = await npmFolder(`bun-${version}`, { bun: version });
  const programs = ["", "-baseline", "-musl", "-musl-baseline"].map((variant) =>
    join(
      folder,
      "node_modules/@oven",
      `bun-${system}-${arch}${variant}`,
      "bin",
      system === "windows" ? "bun.exe" : "bun",
    )
  );
  const program = programs.find((path) => existsSync(path) && succeeds(path, ["--version"]));
  if (program === undefined) throw new Error(`npm has no Bun ${version} for ${system} ${arch}`);
  return program;
}
