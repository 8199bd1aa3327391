import { DunlinError } from "../errors.ts";
import { resolveNext } from "./resolve_words.ts";

/** A TypeScript migration without steps whose run ended before it could say how it went. */
export function codeInDoubt(label: string, version: string, file: string): DunlinError {
  return new DunlinError(
    "statement-unresolved",
    `${label} was started by a run that ended before it could say how it went, and nothing proves what its code has done`,
    {
      where: { file },
      state: "what it had done by then is kept: every statement commits by itself",
      next: `look at the database, then say it: ${resolveNext(version)}`,
    },
  );
}

/** One that failed after it had begun to write. */
export function codeBrokenOff(label: string, version: string, file: string): DunlinError {
  return new DunlinError(
    "statement-unresolved",
    `the code of ${label} failed after it had begun to write, and all of it would run again`,
    {
      where: { file },
      state: "what it had done by then is kept: every statement commits by itself",
      next: `undo by hand what it did, then say so: ${resolveNext(version)}. ` +
        "Code in steps, db.step(), goes on by itself",
    },
  );
}
