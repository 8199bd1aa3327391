import { posix } from "node:path";
import { type Import, importsIn } from "./imports_of.ts";
import { readCode } from "./read_code.ts";
import { FOUNDATION, PURE_BUILTINS, type Room, roomOf, ROOMS } from "./rooms.ts";

/** Path in the repository → text: `src/plan/step.ts`, `mod.ts`, `cli.ts`. */
export type Files = ReadonlyMap<string, string>;

const RUNTIME: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bDeno\b/, "names Deno"],
  [/\bBun\b/, "names Bun"],
  [/\bprocess\s*\??\.\s*exit\b/, "calls process.exit"],
  [/\bconsole\b\s*\??[.[]/, "writes to the console"],
];

const IMPURE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|\bperformance\b/, "reads a clock"],
  [/\bMath\s*\.\s*random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/, "throws dice"],
  [/\bprocess\b|\bfetch\s*\(|\bset(?:Timeout|Interval)\b/, "reaches outside"],
];

/** Every way in which the files break the order of the house; empty if none does. */
export function brokenWalls(files: Files): readonly string[] {
  return [...[...files].flatMap(([path, source]) => inFile(path, source, files)), ...cycles(files)];
}

function inFile(path: string, source: string, files: Files): readonly string[] {
  const code = readCode(source);
  const imports = importsIn(code);
  const known = targetsOf(path, imports);
  const lost = known.filter((target) => !files.has(target)).map((target) => `has no ${target}`);
  if (!path.startsWith("src/")) return named(path, [...lost, ...doorProblems(path, imports)]);
  const room = ROOMS[roomOf(path)];
  if (room === undefined) return [`${path}: no walls are drawn for the room ${roomOf(path)}`];
  return named(path, [
    ...lost,
    ...known.flatMap((target) => wallProblems(path, target, room)),
    ...imports.flatMap((one) => packageProblems(one, room)),
    ...found(code.code, RUNTIME),
    ...(room.pure ? found(code.code, IMPURE) : []),
  ]);
}

function named(path: string, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${path}: ${problem}`);
}

function found(code: string, patterns: typeof RUNTIME): readonly string[] {
  return patterns.filter(([pattern]) => pattern.test(code)).map(([, what]) => what);
}

function wallProblems(path: string, target: string, room: Room): readonly string[] {
  if (!target.startsWith("src/")) return [`imports ${target}, from outside src/`];
  const other = roomOf(target);
  const own = roomOf(path);
  const below = FOUNDATION.includes(other) && !FOUNDATION.includes(own);
  const allowed = other === own || below || room.imports.includes(other);
  return allowed ? [] : [`${own} may not import ${other} (${target})`];
}

function packageProblems({ specifier, how, names }: Import, room: Room): readonly string[] {
  if (specifier === null) return room.computed ? [] : ["imports what only a run can name"];
  if (specifier === "node:process" && /\bexit\b/.test(names)) return ["calls process.exit"];
  if (specifier.startsWith(".")) {
    return specifier.endsWith(".ts") ? [] : [`${specifier} has no .ts`];
  }
  if (specifier.startsWith("node:")) {
    return room.pure && !PURE_BUILTINS.includes(specifier)
      ? [`is pure, and imports ${specifier}`]
      : [];
  }
  if (!room.packages) return [`this room imports no packages (${specifier})`];
  return how === "dynamic" ? [] : [`imports the package ${specifier} before it is needed`];
}

/** `mod.ts`, `tasks.ts` and `clients.ts` know every room but the command line, `cli.ts` nothing else; types cost nothing. */
function doorProblems(path: string, imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ specifier, how }) => {
    if (specifier?.startsWith("node:")) return [];
    if (!specifier?.startsWith("./src/")) return [`imports ${specifier ?? "a computed name"}`];
    const behind = specifier === "./src/cli/main.ts";
    if (path === "cli.ts") return behind || how === "type" ? [] : [`imports ${specifier}`];
    return specifier.startsWith("./src/cli/") ? [`imports ${specifier}`] : [];
  });
}

function loaded(source: string): readonly Import[] {
  return importsIn(readCode(source)).filter(({ how }) => how === "static");
}

function targetsOf(path: string, imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ specifier }) =>
    specifier?.startsWith(".") ? [posix.join(posix.dirname(path), specifier)] : []
  );
}

/** Each circle of imports once, from its first file on. Types are gone before anything is loaded. */
function cycles(files: Files): readonly string[] {
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) problems.push(`circle: ${[...trail.slice(start), path].join(" → ")}`);
    if (start >= 0 || done.has(path)) return;
    for (const target of targetsOf(path, loaded(files.get(path) ?? ""))) {
      visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of files.keys()) visit(path, []);
  return problems;
}
