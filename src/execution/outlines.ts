import type { Collection, CollectionOutline, HookOutlines } from "../migrations/collect.ts";
import type { Migration, Script } from "../migrations/migration.ts";
import type { FileOutline, MigrationOutline } from "../migrations/migration_outline.ts";
import type { Plan, PlanOutline } from "../plan/plan.ts";
import type { MigrationStatus, StatusOutline } from "../plan/state.ts";
import type { Step, StepOutline } from "../plan/step.ts";

/** A collection as its caller may keep it: nothing of it is late, and none of it is run. */
export function collectionOutline(collection: Collection): CollectionOutline {
  const { problems, warnings, absent } = collection;
  let migrations: readonly MigrationOutline[] | null = null;
  return {
    // of ten thousand, who only asks for warnings makes none
    get migrations() {
      return migrations ??= migrationOutlines(collection.migrations);
    },
    hooks: hookOutlines(collection),
    problems,
    warnings,
    absent,
  };
}

/** Migrations without their texts. */
export function migrationOutlines(migrations: readonly Migration[]): readonly MigrationOutline[] {
  return migrations.map((migration) => outlineOf(migration));
}

/** Statuses without the texts of their migrations. */
export function statusOutlines(states: readonly MigrationStatus[]): readonly StatusOutline[] {
  return states.map(({ migration, ...rest }) =>
    migration === undefined ? rest : { ...rest, migration: outlineOf(migration) }
  );
}

/** A plan with the texts that it sends, and no others. */
export function planOutline({ steps, refusals, warnings }: Plan): PlanOutline {
  return { steps: steps.map(stepOutline), refusals, warnings };
}

function stepOutline(step: Step): StepOutline {
  if (step.kind === "forget") return step;
  if (step.kind !== "revert") {
    const shown = step.kind === "apply" ? step.migration.up : undefined;
    return { ...step, migration: outlineOf(step.migration, shown) };
  }
  const { migration, ...rest } = step;
  if (migration === undefined) return rest;
  return { ...rest, migration: outlineOf(migration, migration.down) };
}

function hookOutlines({ hooks }: Collection): HookOutlines {
  const told = Object.entries(hooks).map(([when, script]) => [when, fileOutline(script, true)]);
  return Object.fromEntries(told);
}

function outlineOf(migration: Migration, shown?: Script): MigrationOutline {
  const { id, kind, namespace, version, name, up, down } = migration;
  const own = { id, kind, namespace, version, name, up: fileOutline(up, up === shown) };
  return down === undefined ? own : { ...own, down: fileOutline(down, down === shown) };
}

function fileOutline(script: Script, withText: boolean): FileOutline {
  const { kind, file, late } = script;
  const { checksum = null, directives = null } = late ?? script;
  const outline = { kind, file, checksum, directives };
  if (kind === "code" || late !== undefined) return outline;
  const { large } = script;
  if (large !== undefined) return { ...outline, bytes: large.bytes };
  return withText ? { ...outline, text: script.text } : outline;
}
