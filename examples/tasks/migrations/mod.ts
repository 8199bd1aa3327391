// Written by `dunlin manifest --inline`: do not edit, write it anew.
// deno-fmt-ignore-file
// deno-lint-ignore-file

const manifest: {
  readonly format: 2;
  readonly count: number;
  readonly files: readonly {
    readonly name: string;
    readonly checksum: string;
    readonly text: string | (() => Promise<{ readonly default: string }>);
    readonly module?: () => Promise<{
      up(db: never): Promise<void> | void;
      down?(db: never): Promise<void> | void;
    }>;
  }[];
} = {
  format: 2,
  count: 4,
  files: [
    { name: "20260401090000_create_birds.down.sql", checksum: "345415f34c5049a9b4e4c0343723cc92cec0b899be3f92127e30e5754ec91807", text: "DROP TABLE birds;\n" },
    { name: "20260401090000_create_birds.up.sql", checksum: "e347853de746dbcc3361b601f35507a44804f1ae59a87fe166e4fa9386abc31f", text: "CREATE TABLE birds (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL UNIQUE\n);\n" },
    { name: "20260402090000_create_sightings.down.sql", checksum: "55930dbcc17fa66e23496623c93e7a63fab832f0f7caddcc5bd599def9c3f6ae", text: "DROP TABLE sightings;\n" },
    { name: "20260402090000_create_sightings.up.sql", checksum: "d02cba85589c0c845ba06178fd00b88a1948e3f903d841023e0eed2cf11945ba", text: "CREATE TABLE sightings (\n  bird_id INTEGER NOT NULL REFERENCES birds (id),\n  place TEXT NOT NULL,\n  seen_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP\n);\n" },
  ],
};

export default manifest;
