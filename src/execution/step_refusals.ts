import { DunlinError } from "../errors.ts";
import type { Item } from "./units.ts";

/** The journal keeps names in a column of its own. */
const LONGEST_NAME = 200;

/** Why a call of `step` is not what it can be; null where it is. */
export function step(
  name: unknown,
  fn: unknown,
  within: string | null,
  names: readonly string[],
): Error | null {
  if (typeof name !== "string" || name.trim() === "" || name.length > LONGEST_NAME) {
    return new TypeError(
      `Expected db.step() to be given a name of 1 to ${LONGEST_NAME} characters first`,
    );
  }
  if (typeof fn !== "function") {
    return new TypeError(`Expected db.step("${name}", …) to be given a function to run`);
  }
  if (within !== null) {
    return refuse(
      `step "${name}" was begun before step "${within}" had ended: steps run one after another, and not in one another`,
      `end step "${within}" first (was it awaited?), then begin step "${name}"`,
    );
  }
  return names.includes(name)
    ? refuse(
      `two of its steps are called "${name}", and only by their names can they be told apart`,
      "give every step a name of its own",
    )
    : null;
}

/** A step where the code has already written beside it. */
export function tooLate(name: string): Error {
  return refuse(
    `step "${name}" was begun after something was written outside of a step, ` +
      "which nobody could tell from what is not done yet after a crash",
    "put what is written before it into a step of its own; what was written may have to be undone by hand",
  );
}

/** A write that belongs to no step. */
export function outside({ traits }: Item, resumed: boolean): Error {
  return refuse(
    `${traits.verb} was to be sent outside of a step, in a migration ` +
      (resumed ? "of which an earlier run has begun steps" : "that uses steps") +
      ": what stands there runs again with every run",
    "put it into a step; outside of steps only read (SELECT, SHOW, EXPLAIN) and set the session (SET)",
  );
}

/** A second statement that commits by itself, or more than that one. */
export function secondAlone(name: string, { traits }: Item, before: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb} beside ${before.traits.verb}, ` +
      `and ${before.traits.verb} is kept as soon as it is run`,
    `give ${traits.verb} a step of its own`,
  );
}

/** A statement that commits by itself, behind something that was to be one transaction. */
export function aloneBehind(name: string, { traits }: Item, written: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb} beside ${written.traits.verb}, ` +
      `and ${traits.verb} is kept at once, with everything before it, however the step ends`,
    `give ${traits.verb} a step of its own`,
  );
}

/** A write behind a statement that commits by itself. */
export function writeBehind(name: string, { traits }: Item, alone: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb} after ${alone.traits.verb}, ` +
      `which is kept by itself: nobody could tell whether ${traits.verb} was done, too`,
    `give ${traits.verb} a step of its own`,
  );
}

/** A transaction command in a step. */
export function transactionCommand(name: string, { traits }: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb}, and the step's transaction is dunlin's: its mark is in it`,
    `take ${traits.verb} out; a step is committed when it ends, and rolled back when it throws`,
  );
}

/** LOCK TABLES in a step. */
export function locksTables(name: string, { traits }: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb}, which ends dunlin's transaction and keeps it from its own tables`,
    `take ${traits.verb} out; SELECT … FOR UPDATE locks rows for a step`,
  );
}

/** A setting that a resumed run would not have. */
export function setting(name: string, { traits }: Item): Error {
  return refuse(
    `step "${name}" was to send ${traits.verb}, which sets the session for the steps behind it, too; ` +
      "a run that goes on behind this step would not have it",
    `put ${traits.verb} before the steps, outside of them: what stands there runs with every run`,
  );
}

/** Something an earlier step left in the session is used. */
export function leftBefore(name: string, made: Item): Error {
  return refuse(
    `step "${name}" needs what ${made.traits.verb} of an earlier step left in the session ` +
      "(a variable, a temporary table); a run that goes on behind that step would not have it",
    "make it in the step that needs it, or keep it in a table",
  );
}

/** A statement dunlin sends for nobody. */
export function never(name: string, because: string): Error {
  return refuse(`step "${name}": ${because}`, "take it out of the step");
}

/** A transaction that is no more, although no statement said so. */
export function ended(name: string): Error {
  return refuse(
    `the transaction of step "${name}" had ended before the step did`,
    "take out what ends it: a step is committed by dunlin, together with its mark",
  );
}

function refuse(message: string, next: string): DunlinError {
  return new DunlinError("migration-failed", message, {
    next: `${next}; then run the same command again`,
  });
}
