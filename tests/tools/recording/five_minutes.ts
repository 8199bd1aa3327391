/** What is typed in the recording, line by line: the five minutes of the README. */
export const FIVE_MINUTES: readonly string[] = [
  "dunlin init --yes",
  'dunlin migrate:create "Create birds"',
  'echo "CREATE TABLE birds (id INTEGER PRIMARY KEY, name TEXT);" > migrations/*_birds.up.sql',
  'echo "DROP TABLE birds;" > migrations/*_birds.down.sql',
  "dunlin migrate",
  'dunlin migrate:create "Add rings"',
  'echo "ALTER TABLE bird ADD COLUMN ring TEXT;" > migrations/*_rings.up.sql',
  'echo "ALTER TABLE birds DROP COLUMN ring;" > migrations/*_rings.down.sql',
  "dunlin migrate",
  'echo "ALTER TABLE birds ADD COLUMN ring TEXT;" > migrations/*_rings.up.sql  # the mistake, mended',
  "dunlin migrate",
  "dunlin migrate:status",
  "dunlin migrate:down",
  "dunlin list",
];
