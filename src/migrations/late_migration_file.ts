import { DunlinError } from "../errors.ts";
import type { LexicalRules } from "../sql/statement.ts";
import type { FileNameParts } from "./file_name.ts";
import type { CodeModule, Script, SqlScript } from "./migration.ts";
import type { MigrationFileReading } from "./read_migration_file.ts";
import type { LateText, SourceFile } from "./source_file.ts";

/** What reads a text; an import asked for again for each of ten thousand files is not free. */
let reader: Promise<typeof import("./read_migration_file.ts")> | null = null;

/**
 * A file by its name and its checksum. What it holds is read when `bring` is
 * called; until then, to ask its script for what its source did not say is a defect,
 * and throws.
 */
export function lateMigrationFile(
  file: SourceFile,
  late: LateText,
  parts: FileNameParts,
  rules: LexicalRules,
): MigrationFileReading {
  let read: Script | null = null;
  let failed = false;
  const known = (): Script => {
    if (read === null) throw new TypeError(`Expected the text of ${file.path} to have been loaded`);
    return read;
  };
  let brought: Promise<readonly DunlinError[]> | null = null;
  const bringOnce = async () => {
    const { readMigrationFile } = await (reader ??= import("./read_migration_file.ts"));
    try {
      const reading = readMigrationFile({ ...file, ...await late.load() }, parts, rules, script);
      read = reading.file.script;
      return reading.problems;
    } catch (error) {
      if (!(error instanceof DunlinError)) throw error;
      failed = true;
      return [error];
    }
  };
  // of a file that cannot be had, whom it is for must still be asked
  const head = () => late.directives ?? (failed ? {} : known().directives);
  const bring = () => brought ??= bringOnce();
  // getters of its own, which a spread copies once they are known
  const script: Script = parts.content === "code"
    ? {
      kind: "code",
      file: file.path,
      get checksum() {
        return late.checksum ?? known().checksum;
      },
      get directives() {
        return head();
      },
      get late() {
        return read === null ? late : undefined;
      },
      load: () => loadOf(known()),
    }
    : {
      kind: "sql",
      file: file.path,
      get checksum() {
        return late.checksum ?? known().checksum;
      },
      get directives() {
        return head();
      },
      get text() {
        return (known() as SqlScript).text;
      },
      get large() {
        return (read as SqlScript | null)?.large;
      },
      get late() {
        return read === null ? late : undefined;
      },
    };
  return { file: { parts, file, script, bring }, problems: [] };
}

function loadOf(script: Script): Promise<CodeModule> {
  if (script.kind === "code") return script.load();
  throw new TypeError(`${script.file} is no TypeScript migration`);
}
