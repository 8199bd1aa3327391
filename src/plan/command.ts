import type { Target } from "./step.ts";

/** The program's name in every sentence that holds a command to type. */
export const PROGRAM = "dunlin";

/** A command as a sentence quotes it: `` `dunlin migrate --to 5` ``. */
export function command(words: string): string {
  return "`" + PROGRAM + " " + words + "`";
}

/** A word of a command as a shell takes it for one: names of files may hold blanks and signs. */
export function word(text: string): string {
  if (/^[\p{L}\p{M}\p{N}_.\/@:+-]+$/u.test(text)) return text;
  if (!/["$\\!`]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The words after the program's name that ask for a target: `migrate:down 2`. */
export function wordsOf(target: Target): string {
  switch (target.kind) {
    case "latest":
      return "migrate";
    case "version":
      return `migrate --to ${target.version}`;
    case "up":
      return `migrate --steps ${target.steps}`;
    case "down":
      return target.steps === "all" ? "migrate:down --all" : counted("migrate:down", target.steps);
    case "redo":
      return target.steps === "all" ? "migrate:reset" : counted("migrate:redo", target.steps);
    case "baseline":
      return `migrate:baseline ${target.version}`;
  }
}

function counted(words: string, steps: number): string {
  return steps === 1 ? words : `${words} ${steps}`;
}
