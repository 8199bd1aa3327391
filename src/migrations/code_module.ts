import { DunlinError } from "../errors.ts";
import type { CodeModule } from "./migration.ts";
import type { SourceFile } from "./source_file.ts";

/**
 * How to get at a TypeScript migration's exports, whichever way its source
 * keeps them; null if the source brought no way.
 *
 * The function throws a {@linkcode DunlinError} `invalid-migrations` if the
 * module exports no function `up`, or a `down` that is no function.
 */
export function codeLoader(file: SourceFile): (() => Promise<CodeModule>) | null {
  const { module, load } = file;
  if (module !== undefined) return () => Promise.resolve().then(() => checked(file.path, module));
  if (load === undefined) return null;
  return async () => checked(file.path, await load());
}

function checked(file: string, module: CodeModule): CodeModule {
  const exported = module as unknown as Readonly<Record<string, unknown>>;
  if (typeof exported["up"] !== "function") {
    throw refuse(file, `the file exports no function "up"${whatInstead(exported)}`);
  }
  if (exported["down"] !== undefined && typeof exported["down"] !== "function") {
    throw refuse(file, 'the export "down" is not a function');
  }
  return module;
}

function whatInstead(exported: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(exported);
  return names.length === 0 ? "" : `, only ${names.join(", ")}`;
}

function refuse(file: string, message: string): DunlinError {
  return new DunlinError("invalid-migrations", message, {
    where: { file },
    next: "export `async function up(db)`, and `down(db)` to undo it",
  });
}
