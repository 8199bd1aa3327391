import type { DunlinError } from "../errors.ts";
import type { LexicalRules } from "../sql/statement.ts";
import { checkSql } from "./check_sql.ts";
import { checksum } from "./checksum.ts";
import { codeLoader } from "./code_module.ts";
import { decode } from "./decode.ts";
import { readDirectives } from "./directives.ts";
import { dialectFlavor } from "./file_dialect.ts";
import type { FileNameParts } from "./file_name.ts";
import { fileProblem } from "./file_problem.ts";
import type { CodeModule, Script, SqlScript } from "./migration.ts";
import { readLargeFile } from "./read_large_file.ts";
import { keepSplit } from "./split_of.ts";
import type { SourceFile } from "./source_file.ts";

/** One file, read: what its name says and what is run. */
export interface MigrationFile {
  readonly parts: FileNameParts;
  readonly file: SourceFile;
  readonly script: Script;
  /** Brings the text of a late file; what is wrong with it is the answer. */
  readonly bring?: () => Promise<readonly DunlinError[]>;
}

/** A file read, and everything wrong with what it holds. */
export interface MigrationFileReading {
  /** With problems it is not fit to be run, yet still stands for its name. */
  readonly file: MigrationFile;
  readonly problems: readonly DunlinError[];
}

/**
 * Reads the content of a file whose name is good, of a large one its head. A file that names a dialect
 * is read by that dialect's rules, any other by the given ones.
 *
 * @param stands The script that stands for this file; left out, the one that is made.
 */
export function readMigrationFile(
  file: SourceFile,
  parts: FileNameParts,
  rules: LexicalRules,
  stands?: Script,
): MigrationFileReading {
  if (file.large !== undefined) {
    const { script, problems } = readLargeFile(file, file.large, parts);
    return { file: { parts, file, script }, problems };
  }
  const decoded = decode(file.content);
  const text = decoded.kind === "text" ? decoded.text : "";
  const style = parts.content === "code" ? "code" : "sql";
  const { directives, problems, head } = readDirectives(text, style);
  const common = { file: file.path, checksum: checksum(text), directives };
  const found = decoded.kind === "refused"
    ? [fileProblem(file.path, decoded)]
    : problems.map((problem) => fileProblem(file.path, problem, text));
  if (parts.content === "code") {
    found.push(...lateCodeDirectives(file.path, text, head.end));
    if (directives.vars !== undefined) found.push(variablesInCode(file.path));
    const load = codeLoader(file);
    if (load === null) found.push(notLoadable(file.path));
    const script: Script = { kind: "code", ...common, load: load ?? missingLoad(file.path) };
    return { file: { parts, file, script }, problems: found };
  }
  const script: SqlScript = { kind: "sql", ...common, text };
  found.push(...sqlProblems(script, stands ?? script, parts, rules, head.end));
  return { file: { parts, file, script }, problems: found };
}

function sqlProblems(
  script: SqlScript,
  stands: Script,
  parts: FileNameParts,
  rules: LexicalRules,
  headEnd: number,
): readonly DunlinError[] {
  const own = rulesOf(parts, rules);
  if (own === null) return [];
  const { file: path, text, directives } = script;
  const { problems, empty, split } = checkSql(path, text, own, headEnd);
  keepSplit(stands, { text, rules: own, split });
  const pretends = parts.content === "down" && directives.irreversible !== undefined && !empty;
  return pretends ? [...problems, bothIrreversibleAndDown(path)] : problems;
}

function rulesOf(parts: FileNameParts, rules: LexicalRules): LexicalRules | null {
  if (parts.dialect === undefined) return rules;
  const flavor = dialectFlavor(parts.dialect);
  if (flavor === null) return null;
  return flavor === rules.flavor ? rules : { flavor };
}

/** In TypeScript only whole lines are looked at: nothing here knows its strings from its comments. */
function lateCodeDirectives(path: string, text: string, headEnd: number): DunlinError[] {
  const problems: DunlinError[] = [];
  text.split(/\r\n?|\n/).reduce((offset, line, index) => {
    const like = /^[ \t]*\/\/[ \t]*dunlin[ \t]*:/i.exec(line);
    if (like !== null && offset >= headEnd) {
      const column = line.length - line.trimStart().length + 1;
      problems.push(fileProblem(path, {
        message: "a directive behind the first statement has no effect",
        next: "move it to the head of the file",
        line: index + 1,
        column,
        length: line.trim().length,
      }, text));
    }
    // A CR LF counts as one here, so the offset may lag; never behind the head it is compared with.
    return offset + line.length + 1;
  }, 0);
  return problems;
}

function variablesInCode(path: string): DunlinError {
  return fileProblem(path, {
    message: "variables are put into SQL files only",
    next: "remove the directive, and read in the code what it needs",
  });
}

function notLoadable(path: string): DunlinError {
  return fileProblem(path, {
    message: "the source holds the text of this TypeScript migration and no way to import it",
    next: "write the manifest anew: `dunlin manifest`",
  });
}

function missingLoad(path: string): () => Promise<CodeModule> {
  return () => Promise.reject(notLoadable(path));
}

function bothIrreversibleAndDown(path: string): DunlinError {
  return fileProblem(path, {
    message: "the down is marked irreversible, yet it holds statements",
    next: "remove the directive line, or the statements",
  });
}
