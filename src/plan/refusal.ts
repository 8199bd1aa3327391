import { DunlinError } from "../errors.ts";
import { nearestWord } from "../nearest_word.ts";
import { command, word, wordsOf } from "./command.ts";
import { doneWords } from "./done_words.ts";
import type { PlanWarning } from "./draft.ts";
import { labelOf, placeOf } from "./label.ts";
import type { MigrationStatus } from "./state.ts";
import type { Target } from "./step.ts";

/** A pending migration older than the newest applied one of its namespace. */
export function lateRefusal(
  status: MigrationStatus,
  newest: MigrationStatus,
  target: Target,
): DunlinError {
  // the files of a library are not this project's to rename
  const rename = status.namespace === ""
    ? `, ${command("migrate:rebase")} gives it a new version`
    : "";
  return new DunlinError(
    "plan-refused",
    `migration ${labelOf(status)} is out of order: ${labelOf(newest)} is newer and already applied`,
    {
      ...placeOf(status),
      next: `${command(wordsOf(target) + " --out-of-order allow")} applies it now${rename}`,
    },
  );
}

/** An applied migration whose file is not what was applied. */
export function changedRefusal(status: MigrationStatus, target: Target): DunlinError {
  const file = status.migration?.up.file ?? "";
  const verb = status.entry?.origin === "baseline" ? "recorded by a baseline" : "applied";
  return new DunlinError(
    "plan-refused",
    `migration ${labelOf(status)} was edited after it was ${verb}`,
    {
      ...placeOf(status),
      next: `restore the file (\`git checkout -- ${word(file)}\`), or go on with ${
        command(wordsOf(target) + " --changed warn")
      }`,
    },
  );
}

/** An applied migration whose file is gone: lost, or part of a later release. */
export function missingRefusal(status: MigrationStatus, target: Target): DunlinError {
  const label = labelOf(status);
  return status.newer
    ? new DunlinError(
      "plan-refused",
      `migration ${label} is applied and newer than every file: the database belongs to a later release`,
      {
        next: `use the release that has its file, or go on with ${
          command(wordsOf(target) + " --newer allow")
        }`,
      },
    )
    : new DunlinError("plan-refused", `migration ${label} is applied, but its file is missing`, {
      next: `restore the file, or go on with ${command(wordsOf(target) + " --missing warn")}`,
    });
}

/** A partial migration in the way of something else than its own end. */
export function partialRefusal(
  status: MigrationStatus,
  states: readonly MigrationStatus[],
): DunlinError {
  const partial = status.partial ?? { direction: "up", done: 0, total: 0 };
  const { direction, done } = partial;
  const verb = direction === "up" ? "applied" : "reverted";
  const gone = status.migration === undefined;
  const file = status.partial?.journal.at(-1)?.file ?? null;
  const renamed = gone && file !== null ? renamedTo(file, states) : null;
  return new DunlinError(
    "plan-refused",
    `migration ${labelOf(status)} is partly ${verb}: ${doneWords(partial)} ${
      done === 1 && partial.total === 0 ? "is" : "are"
    } done` +
      (gone ? `, and its file${file === null ? "" : ` ${file}`} is missing` : "") +
      (renamed === null ? "" : `: ${renamed} looks like it under another version`),
    {
      ...placeOf(status),
      next: (renamed === null ? gone ? "restore the file; then " : "" : `rename it back; then `) +
        `${command(finisher(status, states))} ${
          direction === "up" ? "applies" : "reverts"
        } the rest` +
        (gone
          ? `; if it never comes back, undo by hand what was done and say so: ${
            command(`migrate:resolve ${word(status.id)} --abandon`)
          }`
          : ""),
    },
  );
}

/** A file with the same name and direction under another version, that waits to be applied. */
function renamedTo(file: string, states: readonly MigrationStatus[]): string | null {
  const own = nameOf(file);
  const like = states.find(({ state, migration }) =>
    (state === "pending" || state === "out-of-order") && migration !== undefined &&
    nameOf(migration.up.file) === own
  );
  return like?.migration?.up.file ?? null;
}

// without folder and version
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, "").replace(/^\d+_/, "");
}

/** The command that ends a partial migration: `down` counts back to it. */
function finisher(status: MigrationStatus, states: readonly MigrationStatus[]): string {
  if (status.partial?.direction !== "down") return "migrate";
  if (status.kind === "repeatable") return wordsOf({ kind: "down", steps: "all" });
  const own = status.entry?.sequence ?? 0;
  const steps = states.filter(({ kind, entry }) =>
    kind === "versioned" && entry !== undefined && entry.sequence >= own
  );
  return wordsOf({ kind: "down", steps: steps.length });
}

/** A migration that was to be reverted and cannot be. */
export function noDownRefusal(status: MigrationStatus, target: Target): DunlinError {
  const label = labelOf(status);
  const reason = irreversibleReason(status);
  if (reason !== undefined) {
    const down = status.migration?.up.directives.irreversible === undefined
      ? status.migration?.down?.file
      : undefined;
    const undo = `undo it by a new migration: ${command("migrate:create NAME")}`;
    return new DunlinError("no-down", `migration ${label} is irreversible: ${reason}`, {
      ...(down === undefined ? placeOf(status) : { where: { file: down } }),
      next: down === undefined ? undo : `write what undoes it in place of that line, or ${undo}`,
    });
  }
  const missing = status.migration === undefined;
  const message = missing
    ? `migration ${label} cannot be reverted: its file is missing`
    : `migration ${label} cannot be reverted: it has no down file`;
  return new DunlinError("no-down", message, {
    ...placeOf(status),
    next: status.entry?.hasStoredDown
      ? `${command(wordsOf(target) + " --stored-down")} runs the down text kept in the history`
      : missing
      ? "restore the file"
      : `write ${downFileOf(status)}`,
  });
}

/** The reason of `-- dunlin: irreversible because …`, in either file. */
export function irreversibleReason({ migration }: MigrationStatus): string | undefined {
  return migration?.up.directives.irreversible ?? migration?.down?.directives.irreversible;
}

function downFileOf({ migration }: MigrationStatus): string {
  return migration?.up.file.replace(/\.up\.sql$/, ".down.sql") ?? "its down file";
}

/** A migration that was to be applied again after its revert, and has no file. */
export function redoRefusal(status: MigrationStatus, target: Target): DunlinError {
  return new DunlinError(
    "plan-refused",
    `migration ${labelOf(status)} cannot be applied again: its file is missing`,
    {
      next: `restore the file, or revert it for good with ${
        command(wordsOf(target) + " --missing warn")
      }`,
    },
  );
}

/** A version that neither a file nor the history has. */
export function unknownVersion(
  version: string,
  states: readonly MigrationStatus[],
): DunlinError {
  const digits = version.split("_")[0] ?? version;
  const known = states.filter(({ kind }) => kind === "versioned");
  const words = known.flatMap(({ id, version }) => version === id ? [id] : [version, id]);
  // Of 1 to 999 every number is one digit from another: a guess would be noise.
  const guess = version.length > 3 ? nearestWord(version, words) : null;
  const near = words.includes(digits) ? digits : guess;
  return new DunlinError("unknown-version", `no migration has the version ${version}`, {
    next: near === null
      ? `${command("migrate:status")} lists the versions there are`
      : `did you mean ${near}? ${command("migrate:status")} lists the versions there are`,
  });
}

/** A baseline on a database that dunlin has already worked on. */
export function baselineRefusal(status: MigrationStatus, version: string): DunlinError {
  const beyond = status.entry?.origin === "baseline";
  return new DunlinError(
    "plan-refused",
    beyond
      ? `migration ${labelOf(status)} is already recorded, and newer than ${version}`
      : `migration ${
        labelOf(status)
      } is already applied: a baseline is for a database without history`,
    { ...placeOf(status), next: `${command("migrate")} applies what is pending` },
  );
}

/** The same words for something a policy lets through. */
export function asWarning(code: PlanWarning["code"], refusal: DunlinError): PlanWarning {
  return {
    code,
    message: refusal.message,
    ...(refusal.where === undefined ? {} : { where: refusal.where }),
  };
}
