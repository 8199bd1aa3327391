import { spawnSync } from "node:child_process";
import { bareEnvironment, type Ended } from "./program.ts";
import { Project } from "./project.ts";

/** Why tests with git are skipped; false where they run. */
export const withoutGit: string | false = spawnSync("git", ["--version"]).status === 0
  ? false
  : "git is not installed";

const IDENTITY = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
  GIT_CONFIG_NOSYSTEM: "1",
};

/**
 * A project in a git repository of its own. Its files are committed on the
 * branch `main`, and `work` is checked out, which starts there.
 */
export class Repository extends Project {
  constructor(files: Readonly<Record<string, string | Uint8Array>>, url: string | null = null) {
    super({ ".keep": "", ...files }, url);
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit();
    this.git("checkout", "--quiet", "-b", "work");
  }

  /** Runs git here. @throws {Error} If it fails, with what it said. */
  git(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync("git", [...args], {
      cwd: this.folder,
      env: bareEnvironment(IDENTITY),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** Commits everything that lies in the folder. */
  commit(): this {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "x");
    return this;
  }

  /** Commits files on `main`, and goes back to `work`; nothing may be uncommitted. */
  merged(files: Readonly<Record<string, string>>): this {
    this.git("checkout", "--quiet", "main");
    this.write(files).commit();
    this.git("checkout", "--quiet", "work");
    return this;
  }

  /** As {@linkcode Project.run}, allowed to run git. */
  call(...args: readonly string[]): Promise<Ended> {
    return this.start(args, { permissions: PERMISSIONS }).ended;
  }
}

const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-run=git",
];
