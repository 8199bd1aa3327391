import { command, word } from "../plan/command.ts";

/** The commands that settle a statement nobody can prove, for a sentence's end. */
export function resolveNext(version: string): string {
  return `${command(`migrate:resolve ${word(version)} --done`)} if it took effect, ` +
    `${command(`migrate:resolve ${word(version)} --retry`)} if it is to be run; ` +
    "then run the same command again";
}
