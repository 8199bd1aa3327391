import { checkName } from "./check_name.ts";
import { type Generated, type GenerateRequest, refusal } from "./request.ts";
import { script } from "./script.ts";

/** `create_enum status:active,archived` or `create_enum_status active archived`: a type of its own. */
export function createEnum(type: string | null, request: GenerateRequest): Generated {
  const { grammar, name, words } = request;
  if (grammar.flavor !== "postgres") {
    throw refusal(
      name,
      `${grammar.title} has no enums beside columns`,
      `give the column its labels: 'status:enum{active,archived}'`,
    );
  }
  const [first = ""] = words;
  const [typed, inside = ""] = first.includes(":") ? first.split(/:(.*)/s) : [undefined, first];
  const own = type ?? typed;
  if (own === undefined) {
    throw refusal(name, "the enum has no name", "write create_enum status:active,archived");
  }
  checkName(own, "type", grammar);
  const labels = [inside, ...words.slice(1)].flatMap((word) => word.split(","))
    .map((label) => label.trim()).filter((label) => label !== "");
  if (labels.length === 0) {
    throw refusal(name, `the enum ${own} has no labels`, `write ${name} ${own}:active,archived`);
  }
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) {
    throw refusal(name, `the label ${twice} stands twice`, "take one of the two away");
  }
  const list = labels.map((label) => `  ${grammar.literal(label)}`).join(",\n");
  return {
    files: [{
      name: type === null ? `${name}_${own}` : name,
      up: script([], [`CREATE TYPE ${grammar.quote(own)} AS ENUM (\n${list}\n)`]),
      down: script([], [`DROP TYPE ${grammar.quote(own)}`]),
    }],
    notes: [],
  };
}
