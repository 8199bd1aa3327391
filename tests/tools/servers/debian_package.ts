import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, run } from "./command.ts";
import { cacheFolder } from "./npm_package.ts";

/** Where a package may come from: the machine's own sources, or Debian unstable at its mirror. */
export type Origin = "system" | "unstable";

/** What is being unpacked: two servers of one package begin at the same time. */
const unpacking = new Map<string, Promise<string>>();

/**
 * Unpacks a Debian package and every library it needs into a folder of the
 * cache, once; nothing is installed and root is not needed. The path of what
 * would be `/`.
 *
 * @throws {Error} If this is no Debian-like machine or the package is not had.
 */
export function unpackDebian(name: string, origin: Origin): Promise<string> {
  const key = `${name} ${origin}`;
  const begun = unpacking.get(key) ?? unpack(name, origin);
  unpacking.set(key, begun);
  return begun;
}

async function unpack(name: string, origin: Origin): Promise<string> {
  if (findProgram("apt-get") === undefined || findProgram("dpkg") === undefined) {
    throw new Error("there is no apt-get to fetch it with");
  }
  const folder = join(cacheFolder, `debian-${name}-${origin}`);
  const root = join(folder, "root");
  if (existsSync(join(folder, "complete"))) return root;
  await rm(folder, { recursive: true, force: true });
  try {
    await download(folder, name, origin);
    const archives = join(folder, "cache", "archives");
    await mkdir(root, { recursive: true });
    for (const file of await readdir(archives)) {
      if (file.endsWith(".deb")) await run("dpkg", ["-x", join(archives, file), root]);
    }
    await writeFile(join(folder, "complete"), "");
    return root;
  } finally {
    await rm(join(folder, "cache"), { recursive: true, force: true });
    await rm(join(folder, "lists"), { recursive: true, force: true });
  }
}

async function download(folder: string, name: string, origin: Origin): Promise<void> {
  for (const made of ["lists/partial", "cache/archives/partial"]) {
    await mkdir(join(folder, made), { recursive: true });
  }
  const settings: Record<string, string> = {
    // with an empty list of installed packages every library is downloaded, none borrowed
    "Dir::State::status": join(folder, "status"),
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::Cache": join(folder, "cache"),
    "APT::Install-Recommends": "false",
    "APT::Sandbox::User": "root",
    "Debug::NoLocking": "1",
  };
  await writeFile(settings["Dir::State::status"]!, "");
  if (origin === "unstable") {
    settings["Dir::Etc::sourcelist"] = join(folder, "unstable.list");
    settings["Dir::Etc::sourceparts"] = "-";
    await writeFile(settings["Dir::Etc::sourcelist"], await unstableSource());
  }
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  await run("apt-get", [...options, "-qq", "update"]);
  await run("apt-get", [...options, "-qq", "-y", "--download-only", "install", name]);
}

/** The line for Debian unstable at the mirror this machine takes Debian from. */
async function unstableSource(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8");
  if (!/^ID=debian$/m.test(release)) throw new Error("it is fetched on Debian only");
  const targets = await run("apt-get", [
    "indextargets",
    "--format",
    "$(REPO_URI) $(ORIGIN) $(COMPONENT)",
    "Created-By: Packages",
  ]);
  const mirror = targets.split("\n").map((line) => line.split(" "))
    .find(([uri, , component]) => uri?.endsWith("/debian/") && component === "main")?.[0];
  if (mirror === undefined) throw new Error("no Debian mirror is configured");
  return `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} sid main\n`;
}
