import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";

const path = fileURLToPath(new URL("../../docs/schema/events.schema.json", import.meta.url));

/** The schema of everything `--json` says, as it is published. */
export const schema = JSON.parse(readFileSync(path, "utf8")) as {
  readonly $id: string;
  readonly oneOf: readonly { readonly $ref: string }[];
  readonly $defs: Readonly<Record<string, Record<string, unknown>>>;
};

/** The types a line may have. */
export const lineTypes: readonly string[] = schema.oneOf.map(({ $ref }) =>
  $ref.replace("#/$defs/", "")
);

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
ajv.addSchema(schema);

/** Fails unless the object is a line as the schema has it; says what does not fit. */
export function fitsSchema(line: Readonly<Record<string, unknown>>): void {
  const type = String(line["type"]);
  assert.ok(lineTypes.includes(type), `no such line in the schema: ${JSON.stringify(line)}`);
  // the whole schema would only say that none of its kinds fits
  const validate = ajv.getSchema(`${schema.$id}#/$defs/${type}`)!;
  assert.ok(
    validate(line),
    `${JSON.stringify(line)}\n${ajv.errorsText(validate.errors, { separator: "\n" })}`,
  );
  assert.ok(ajv.validate(schema.$id, line), `more than one kind fits ${JSON.stringify(line)}`);
}
