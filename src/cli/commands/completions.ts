import { type CommandContext, defineCommand } from "../command.ts";
import type { Completion } from "../completions/complete.ts";
import { SHELLS } from "../completions/shells.ts";
import { usageError } from "../usage_error.ts";

const DIRECTIVES = { none: 4, folders: 16, files: 0 } as const;

/** `dunlin completions`: teaches a shell tasks, options, choices and versions. */
export const completions = defineCommand({
  name: "completions",
  aliases: [],
  summary: "Print the script that completes commands in a shell",
  usage: "bash|zsh|fish",
  args: { least: 1, most: Infinity },
  options: {},
  details: "Tasks (a project's own, too), options, their choices and versions are completed; " +
    "versions are read from the names of the files, without a database.",
  examples: [
    "completions bash >> ~/.bashrc",
    'completions zsh > "${fpath[1]}/_dunlin"',
    "completions fish > ~/.config/fish/completions/dunlin.fish",
  ],
  standsAlone: true,
  async run(context) {
    const [what = "", ...words] = context.args;
    if (what === "complete") return await answer(context, words);
    const { completionScript } = await import("../completions/scripts.ts");
    const shell = SHELLS.find((one) => one === what);
    if (shell === undefined || words.length > 0) {
      throw usageError(
        `${JSON.stringify(context.args.join(" "))} is no shell that can be taught`,
        `it is ${SHELLS.slice(0, -1).join(", ")} or ${SHELLS.at(-1)}`,
      );
    }
    if (!/^[\w.-]+$/.test(context.program)) {
      throw usageError(
        `a shell completes the words behind one word, not behind ${
          JSON.stringify(context.program)
        }`,
        "give the program a name of its own: `main({ program: NAME })`",
      );
    }
    const script = completionScript(shell, context.program);
    tell(context, script, { type: "completions", shell, script });
    return 0;
  },
});

/** Into a prompt nothing may come but what completes it: what is broken completes nothing. */
async function answer(context: CommandContext, words: readonly string[]): Promise<number> {
  const { candidates, paths } = await found(context, words).catch(() => NOTHING);
  const lines = candidates.map(({ value, description }) => `${value}\t${description}\n`);
  tell(context, `${lines.join("")}:${DIRECTIVES[paths]}\n`, {
    type: "completed",
    candidates,
    paths,
  });
  return 0;
}

const NOTHING: Completion = { candidates: [], paths: "none" };

async function found(
  { commands, manifest }: CommandContext,
  words: readonly string[],
): Promise<Completion> {
  const { complete } = await import("../completions/complete.ts");
  const { knownVersions } = await import("../completions/known_versions.ts");
  const versions = await knownVersions(words, manifest).catch(() => []);
  return await complete(words, { commands, versions });
}

/** What was asked for is all of the output, so that --quiet leaves it. */
function tell(
  { options, streams }: CommandContext,
  text: string,
  object: Readonly<Record<string, unknown>>,
): void {
  streams.out(options["json"] ? JSON.stringify(object) + "\n" : text);
}
