import { DunlinError } from "../../errors.ts";
import type { MergedFile } from "../../migrations/compare_merged.ts";
import { type GitAnswer, runGit } from "./run_git.ts";

/** What git knows of a migrations folder. */
export interface Merged {
  /** Where this branch left the other one. */
  readonly atFork: readonly MergedFile[];
  /** What the other one holds now. */
  readonly atBase: readonly MergedFile[];
}

/**
 * The files of a folder as another branch has them, whatever lies in the working
 * tree. Names are read NUL-separated, so they may hold anything.
 *
 * @param folder A path that is there.
 * @param base A branch, tag or commit: `origin/main`.
 * @throws {DunlinError} `git`: no git, no repository, no such base, a history that was cut off
 */
export async function mergedFiles(folder: string, base: string): Promise<Merged> {
  const prefix = await prefixOf(folder);
  const commit = await commitOf(folder, base);
  const fork = await forkOf(folder, commit, base);
  const atBase = await filesAt(folder, commit, prefix);
  return { atBase, atFork: fork === commit ? atBase : await filesAt(folder, fork, prefix) };
}

/** The folder's path in its repository: empty, or with a `/` at its end. */
async function prefixOf(folder: string): Promise<string> {
  const answer = await runGit(folder, ["rev-parse", "--show-prefix"]);
  if (answer.code === 0) return words(answer);
  const unsafe = /safe\.directory/.exec(answer.said) !== null;
  throw new DunlinError(
    "git",
    unsafe
      ? `git does not trust the repository of ${folder}: another user owns it`
      : `${folder} is not in a git repository`,
    {
      where: { file: folder },
      next: unsafe
        ? "run `git config --global --add safe.directory FOLDER`, as git says"
        : "leave out --base, or call it where the repository is checked out",
    },
  );
}

async function commitOf(folder: string, base: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`];
  const answer = await runGit(folder, args);
  if (answer.code === 0) return words(answer);
  const remote = /^([^/]+)\/(.+)$/.exec(base);
  const fetch = remote === null ? "`git fetch`" : `\`git fetch ${remote[1]} ${remote[2]}\``;
  throw new DunlinError("git", `git knows no commit ${JSON.stringify(base)}`, {
    next: `fetch it with ${fetch} (in CI a checkout often has one branch only), ` +
      "or name another --base",
  });
}

async function forkOf(folder: string, commit: string, base: string): Promise<string> {
  const answer = await runGit(folder, ["merge-base", "HEAD", commit]);
  if (answer.code === 0) return words(answer).split("\n")[0] ?? "";
  const shallow = words(await runGit(folder, ["rev-parse", "--is-shallow-repository"])) === "true";
  if (shallow) {
    throw new DunlinError(
      "git",
      `the history is cut off (a shallow clone) before it meets ${base}`,
      { next: "run `git fetch --unshallow`; in CI check out with full depth (fetch-depth: 0)" },
    );
  }
  throw new DunlinError("git", `what is checked out and ${base} have no commit in common`, {
    next: "name the branch this one is to be merged into with --base",
  });
}

async function filesAt(folder: string, commit: string, prefix: string): Promise<MergedFile[]> {
  const tree = prefix === "" ? `${commit}^{tree}` : `${commit}:${prefix.replace(/\/$/, "")}`;
  const there = await runGit(folder, ["rev-parse", "--verify", "--quiet", tree]);
  if (there.code !== 0) return []; // the folder is newer than that
  const listing = await runGit(folder, ["ls-tree", "-z", "--full-tree", words(there)]);
  if (listing.code !== 0) throw unreadable(listing);
  const entries = new TextDecoder().decode(listing.out).split("\0").flatMap((line) => {
    const [, kind, id, name] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return kind === "blob" && id !== undefined && name !== undefined ? [{ id, name }] : [];
  });
  const contents = await blobs(folder, entries.map(({ id }) => id));
  return entries.map(({ name }, index) => ({ name, content: contents[index] ?? new Uint8Array() }));
}

/** The content of objects, all from one process. */
async function blobs(folder: string, ids: readonly string[]): Promise<Uint8Array[]> {
  if (ids.length === 0) return [];
  const answer = await runGit(folder, ["cat-file", "--batch"], ids.join("\n") + "\n");
  const contents: Uint8Array[] = [];
  let at = 0;
  for (const id of ids) {
    const end = answer.out.indexOf(0x0a, at);
    const head = new TextDecoder().decode(answer.out.subarray(at, end));
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1];
    // a partial clone may not have it, and may not fetch it
    if (end < 0 || size === undefined) throw unreadable(answer, id);
    contents.push(answer.out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}

function words({ out }: GitAnswer): string {
  return new TextDecoder().decode(out).replace(/\r?\n$/, "");
}

function unreadable({ said }: GitAnswer, id?: string): DunlinError {
  const what = id === undefined ? "a folder" : `object ${id}`;
  return new DunlinError("git", `git cannot read ${what}: ${said.trim() || "it is not there"}`, {
    next: "run `git fsck`; a clone made with --filter needs its remote for this",
  });
}
