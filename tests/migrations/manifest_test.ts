import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checksum } from "../../src/migrations/checksum.ts";
import { compareManifest, staleManifest } from "../../src/migrations/compare_manifest.ts";
import type { Manifest } from "../../src/migrations/manifest.ts";
import { isInlineManifest, renderManifest } from "../../src/migrations/render_manifest.ts";
import { verifyManifest } from "../../src/migrations/verify_manifest.ts";

const IMPORTING = { inline: false };
const INLINE = { inline: true };
const A = { name: "1_a.up.sql", text: "SELECT 1;\n" };
const B = { name: "2_b.up.sql", text: "SELECT 2;\n" };

function manifest(...files: { name: string; text: string }[]): Manifest {
  const full = files.map((file) => ({ ...file, checksum: checksum(file.text) }));
  return { format: 1, count: files.length, files: full };
}

/** The value an inline manifest's source stands for. */
function evaluate(source: string): Manifest {
  const script = source
    .replace(/const manifest: \{[^]*?\n\} =/, "const manifest =")
    .replace("export default manifest;", "return manifest;");
  return new Function(script)() as Manifest;
}

test("renderManifest() imports SQL as text, when it is asked for", () => {
  const source = renderManifest([A], IMPORTING);
  assert.match(
    source,
    / text: \(\) => import\("\.\/1_a\.up\.sql", \{ with: \{ type: "text" \} \}\) \},$/m,
  );
  assert.doesNotMatch(source, /^import/m);
});

test("renderManifest() imports TypeScript as a module and writes its text down", () => {
  const source = renderManifest([{ name: "1_a.ts", text: "export {};\n" }], IMPORTING);
  assert.match(source, /text: "export \{\};\\n", module: \(\) => import\("\.\/1_a\.ts"\) \},$/m);
});

test("renderManifest() gives the same text whatever the order of the files", () => {
  assert.equal(renderManifest([A, B], IMPORTING), renderManifest([B, A], IMPORTING));
});

test("renderManifest() gives the same text for a checkout with CR LF and a BOM", () => {
  const windows = { name: A.name, text: "\ufeffSELECT 1;\r\n" };
  assert.equal(renderManifest([windows], INLINE), renderManifest([A], INLINE));
});

test("renderManifest() changes no other line when a file is added", () => {
  const before = renderManifest([A, B], IMPORTING).split("\n");
  const after = new Set(
    renderManifest([A, { ...B, name: "1_z.up.sql" }, B], IMPORTING).split("\n"),
  );
  assert.deepEqual(before.filter((line) => !after.has(line)), ["  count: 2,"]);
});

test("renderManifest() writes down what an import would read in several ways", () => {
  for (
    const name of [`1_it's.up.sql`, `1_"a".up.sql`, "1_50%.up.sql", "1_a#b.up.sql", "1_a?.up.sql"]
  ) {
    assert.doesNotMatch(renderManifest([{ name, text: "x" }], IMPORTING), /import\(/, name);
  }
});

test("renderManifest() gives every file a line of its own", () => {
  const lines = renderManifest([A, B, { name: "3_c.ts", text: "a\nb\n" }], IMPORTING).split("\n");
  for (const name of [A.name, B.name, "3_c.ts"]) {
    assert.equal(lines.filter((line) => line.includes(name)).length, 1, name);
  }
});

test("renderManifest() refuses the name of no migration", () => {
  assert.throws(() => renderManifest([{ name: "x.sql", text: "" }], IMPORTING), RangeError);
});

test("an inline manifest holds any text, and verifies", () => {
  const text = fc.string({ unit: "binary" }).map((one) => one.replace(/^\ufeff+/, ""));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
      const files = texts.map((one, index) => ({ name: `${index}_a.up.sql`, text: one }));
      const value = evaluate(renderManifest(files, INLINE));
      verifyManifest(value, checksum);
      const expected = texts.map((one) => one.replace(/(?<!\r)\r\n/g, "\n"));
      assert.deepEqual(value.files.map((file) => file.text), expected);
    }),
    { examples: [[["\r\r\n\0"]]] },
  );
});

test("isInlineManifest() tells the two ways apart", () => {
  assert.ok(isInlineManifest(renderManifest([A], INLINE)));
  assert.ok(!isInlineManifest(renderManifest([A], IMPORTING)));
});

test("verifyManifest() takes a sound manifest, an empty one too", () => {
  verifyManifest(manifest(A, B), checksum);
  verifyManifest(manifest(), checksum);
});

const sound = manifest(A, B);
const DAMAGED: [string, unknown, RegExp][] = [
  ["no object", null, /not a manifest/],
  ["the module instead of its default export", { default: sound }, /not a manifest/],
  ["another format", { ...sound, format: 3 }, /format 3/],
  ["a lost file", { ...sound, files: sound.files.slice(1) }, /should hold 2 files and holds 1/],
  ["a file without a name", { ...sound, count: 1, files: [{}] }, /file 1 .* no name/],
  ["a lost text", { ...sound, count: 1, files: [{ ...sound.files[0], text: undefined }] }, /1_a/],
  ["another text", {
    ...sound,
    count: 1,
    files: [{ ...sound.files[0], text: "SELECT 3;" }],
  }, /1_a\.up\.sql is not the text/],
  ["a lost checksum", {
    ...sound,
    format: 2,
    count: 1,
    files: [{ ...sound.files[0], checksum: undefined }],
  }, /the checksum of 1_a/],
  ["a text to be imported, in format 1", {
    ...sound,
    count: 1,
    files: [{ ...sound.files[0], text: () => Promise.resolve({ default: A.text }) }],
  }, /does not hold the text of 1_a/],
  ["a file twice", manifest(A, A), /1_a\.up\.sql twice/],
];

for (const [what, value, message] of DAMAGED) {
  test(`verifyManifest() refuses ${what}`, () => {
    assert.throws(() => verifyManifest(value as Manifest, checksum), {
      code: "manifest-damaged",
      message,
    });
  });
}

test("verifyManifest() tells all damage at once", () => {
  const files = sound.files.map((file) => ({ ...file, text: "x" }));
  assert.throws(
    () => verifyManifest({ format: 1, count: 3, files }, checksum),
    (error: unknown) => {
      assert.equal((error as { problems: unknown[] }).problems.length, 3);
      return true;
    },
  );
});

for (
  const [what, recorded] of [["value", manifest(A, B)], [
    "source",
    renderManifest([A, B], IMPORTING),
  ]] as const
) {
  test(`compareManifest() finds nothing stale in the ${what} of a fresh manifest`, () => {
    assert.equal(compareManifest(recorded, [B, { ...A, text: "SELECT 1;\r\n" }]), null);
  });

  test(`compareManifest() names what was added, removed and changed since the ${what}`, () => {
    const folder = [{ ...B, text: "SELECT 3;" }, { name: "3_c.up.sql", text: "" }];
    assert.deepEqual(compareManifest(recorded, folder), {
      added: ["3_c.up.sql"],
      removed: ["1_a.up.sql"],
      changed: ["2_b.up.sql"],
      rewritten: false,
    });
  });
}

test("compareManifest() notices a source that was edited by hand", () => {
  const source = renderManifest([A], IMPORTING).replace(/text: .*/, "text: '' },");
  assert.equal(compareManifest(source, [A])?.rewritten, true);
});

/** As format 1 was written. */
const FORMAT_1 = `// Written by \`dunlin manifest\`: do not edit, write it anew.
import _1_a_up from "./1_a.up.sql" with { type: "text" };
const manifest = {
  format: 1,
  count: 1,
  files: [
    {
      name: "1_a.up.sql",
      checksum: "${checksum(A.text)}",
      text: _1_a_up,
    },
  ],
};
export default manifest;
`;

test("compareManifest() reads the source of format 1, which would be written otherwise now", () => {
  assert.deepEqual(compareManifest(FORMAT_1, [A, B]), {
    added: [B.name],
    removed: [],
    changed: [],
    rewritten: false,
  });
  assert.equal(compareManifest(FORMAT_1, [A])?.rewritten, true);
});

test("compareManifest() does not mind a source checked out with CR LF", () => {
  const source = renderManifest([A], INLINE).replaceAll("\n", "\r\n");
  assert.equal(compareManifest(source, [A]), null);
});

test("staleManifest() names the files, and says how many more there are", () => {
  const added = Array.from({ length: 9 }, (_, index) => `${index}_a.up.sql`);
  const stale = { added, removed: ["x_a.up.sql"], changed: [], rewritten: false };
  const error = staleManifest("migrations/mod.ts", stale);
  assert.equal(error.code, "manifest-stale");
  assert.equal(
    error.message,
    "the manifest is stale: 0_a.up.sql, 1_a.up.sql, 2_a.up.sql, 3_a.up.sql and 5 more are new; " +
      "x_a.up.sql is gone",
  );
});
