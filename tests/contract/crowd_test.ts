import { describe, test } from "node:test";
import { assertCrowdSucceeds } from "./crowd.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

for (const database of databases) {
  const { name, skip } = database;

  describe(`${name}: 32 runners at once, 24 of the library and 8 programs`, { skip }, () => {
    test(
      "on an empty database: all succeed, each migration is run once",
      { timeout: 120_000 },
      on(database, (project) => assertCrowdSucceeds(project, 0, { library: 24, programs: 8 })),
    );

    test(
      "on a half-done database: all succeed, each migration is run once",
      { timeout: 120_000 },
      on(database, (project) => assertCrowdSucceeds(project, 3, { library: 24, programs: 8 })),
    );
  });
}
