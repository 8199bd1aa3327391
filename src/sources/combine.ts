import { DunlinError } from "../errors.ts";
import { listed } from "../migrations/file_problem.ts";
import { compareText } from "../migrations/version.ts";
import { listLate } from "./list_late.ts";
import type { Source, SourceFile } from "./source.ts";

/** Several sources that stand for one. */
export interface CombinedSource extends Source {
  /** In the order they were given. */
  readonly sources: readonly Source[];
}

/**
 * Several sources as one: each keeps its namespace, and its files carry it.
 * Combined ones are taken apart first. `list()` reads all of them, and throws
 * what went wrong in any, all at once.
 *
 * @throws {DunlinError} `config` if two have the same namespace.
 * @throws {RangeError} If there is none: that would pretend to have found no migrations.
 */
export function combine(sources: readonly Source[]): CombinedSource {
  const flat = sources.flatMap((source) => isCombined(source) ? source.sources : [source]);
  if (flat.length === 0) throw new RangeError("no sources to combine");
  refuseSameNamespace(flat);
  return {
    description: listed(flat.map(({ description }) => description)),
    namespace: flat.length === 1 ? flat[0]?.namespace ?? "" : "",
    sources: flat,
    list: () => listAll(flat, (source) => source.list()),
    listLate: () => listAll(flat, listLate),
  };
}

function isCombined(source: Source): source is CombinedSource {
  return "sources" in source && Array.isArray(source.sources);
}

function refuseSameNamespace(sources: readonly Source[]): void {
  const seen = new Map<string, Source>();
  for (const source of sources) {
    const other = seen.get(source.namespace);
    if (other !== undefined) {
      const shared = source.namespace === "" ? "no namespace" : `the namespace ${source.namespace}`;
      throw new DunlinError(
        "config",
        `two sources have ${shared}: ${other.description} and ${source.description}`,
        { next: "give each source but one a namespace of its own" },
      );
    }
    seen.set(source.namespace, source);
  }
}

async function listAll(
  sources: readonly Source[],
  list: (source: Source) => Promise<readonly SourceFile[]>,
): Promise<readonly SourceFile[]> {
  const answers = await Promise.allSettled(sources.map(list));
  const failures = answers.flatMap((answer) => answer.status === "rejected" ? [answer.reason] : []);
  if (failures.length > 0) throw together(failures);
  return answers.flatMap((answer, index) => {
    const namespace = sources[index]?.namespace ?? "";
    const files = answer.status === "fulfilled" ? answer.value : [];
    return namespace === "" ? files : files.map((file) => ({ ...file, namespace }));
  }).sort((a, b) =>
    compareText(a.name, b.name) || compareText(a.namespace ?? "", b.namespace ?? "")
  );
}

/** One failure stands for itself; several of ours become one with problems. */
function together(failures: readonly unknown[]): unknown {
  const foreign = failures.find((failure) => !(failure instanceof DunlinError));
  if (foreign !== undefined) return foreign;
  const [first, ...others] = failures as DunlinError[];
  if (first === undefined || others.length === 0) return first;
  const problems = [first, ...others].flatMap((failure) =>
    failure.problems.length > 0 ? failure.problems : [failure]
  );
  return new DunlinError(first.code, `${failures.length} sources cannot be read`, { problems });
}
