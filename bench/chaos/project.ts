/** The engines whose SQL differs; pgbouncer and galera are PostgreSQL and MariaDB. */
export type Flavor = "postgres" | "mysql" | "mariadb" | "sqlite";

/** One statement of a made-up migration. */
export interface ChaosStatement {
  /** Without the semicolon. */
  readonly sql: string;
  /** What it is, for the report: `create table`, `mark`. */
  readonly kind: string;
}

/** One made-up migration file. */
export interface ChaosFile {
  /** As dunlin wants it: `3_m.up.sql`. */
  readonly name: string;
  /** Directives, a line each. */
  readonly head: readonly string[];
  readonly statements: readonly ChaosStatement[];
}

/** One command of a project, and how it is finished after a disturbance. */
export interface Command {
  /** What stands behind the program. */
  readonly args: readonly string[];
  /** What is run again until it succeeds; the same command, where that means the same again. */
  readonly again: readonly string[];
  /** The version whose revert and application a redo repeats. */
  readonly redoes?: string;
}

/** A made-up project: files, and what is done with them in turn. */
export interface Project {
  readonly flavor: Flavor;
  readonly files: readonly ChaosFile[];
  readonly commands: readonly Command[];
}

/** The file's text as it lies in the folder. */
export function textOf(file: ChaosFile): string {
  const lines = [...file.head, ...file.statements.map(({ sql }) => `${sql};`)];
  return lines.join("\n") + "\n";
}
