import { readdirSync, readFileSync } from "node:fs";
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from "@cucumber/gherkin";
import { type GherkinDocument, IdGenerator, type Pickle } from "@cucumber/messages";

/** One scenario as it is run: its outline filled in, its background before it. */
export interface Scenario {
  readonly feature: string;
  readonly name: string;
  /** Without the `@`, the feature's own among them. */
  readonly tags: readonly string[];
  readonly steps: readonly ScenarioStep[];
}

/** One step of a scenario. */
export interface ScenarioStep {
  readonly text: string;
  /** What stands between three quotes below it. */
  readonly block: string | null;
  /** `features/order.feature:12`. */
  readonly place: string;
}

/** The scenarios of every `*.feature` of a folder, in the order of the files. */
export function readFeatures(folder: URL): readonly Scenario[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".feature")).sort();
  return names.flatMap((name) => {
    return scenariosOf(readFileSync(new URL(name, folder), "utf8"), `features/${name}`);
  });
}

/**
 * The scenarios of one file's text.
 *
 * @throws {Error} The parser's, with line and column, if it is no Gherkin.
 */
export function scenariosOf(text: string, path: string): readonly Scenario[] {
  const newId = IdGenerator.incrementing();
  const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
  const document = parser.parse(text);
  const lines = linesOf(document);
  return compile(document, path, newId).map((pickle) =>
    scenarioOf(pickle, document.feature?.name ?? path, (id) => `${path}:${lines.get(id) ?? 1}`)
  );
}

function scenarioOf(pickle: Pickle, feature: string, place: (id: string) => string): Scenario {
  return {
    feature,
    name: pickle.name,
    tags: pickle.tags.map(({ name }) => name.slice(1)),
    steps: pickle.steps.map((step) => ({
      text: step.text,
      block: step.argument?.docString?.content ?? null,
      place: place(step.astNodeIds[0] ?? ""),
    })),
  };
}

/** Line of every step, by the id the parser gave it. */
function linesOf(document: GherkinDocument): ReadonlyMap<string, number> {
  const children = (document.feature?.children ?? []).flatMap((child) =>
    child.rule ? child.rule.children : [child]
  );
  const steps = children.flatMap(({ background, scenario }) =>
    [background, scenario].flatMap((part) => part?.steps ?? [])
  );
  return new Map(steps.map(({ id, location }) => [id, location.line]));
}
