/**
 * The project's own tasks. They stand beside dunlin's in `list` and in the help.
 *
 * @module
 */

import type { Tasks } from "../../tasks.ts"; // in a project: "@dunlin/dunlin/tasks"

const BIRDS = ["dunlin", "knot", "sanderling"];

export default (tasks: Tasks): void => {
  tasks.namespace("birds", (birds) => {
    birds.add("seed", "Load demo data, once or again", async (c) => {
      const sql = await c.sql();
      await sql.transaction(async () => {
        for (const name of BIRDS) {
          await sql.query("INSERT INTO birds (name) VALUES (?) ON CONFLICT DO NOTHING", [name]);
        }
      });
      c.out(`${BIRDS.length} birds are there`);
    }, { needs: ["migrate"] });

    birds.add("seen", "Note that birds were seen", async (c) => {
      const [place = "somewhere", ...names] = c.args;
      const sql = await c.sql();
      for (const name of names) {
        const found = await sql.query<{ id: number }>("SELECT id FROM birds WHERE name = ?", [
          name,
        ]);
        if (found[0] === undefined) throw new Error(`nobody knows the bird ${name}`);
        const sighting = [found[0].id, place];
        await sql.query("INSERT INTO sightings (bird_id, place) VALUES (?, ?)", sighting);
      }
      c.out(`noted ${names.length} at ${place}`);
    }, { usage: "PLACE BIRD…", needs: ["birds:seed"] });
  });

  tasks.add("report", "How many birds were seen", async (c) => {
    const sql = await c.sql();
    const rows = await sql.query<{ name: string; seen: number }>(
      "SELECT name, count(bird_id) AS seen FROM birds LEFT JOIN sightings ON bird_id = id " +
        "GROUP BY name ORDER BY name",
    );
    for (const { name, seen } of rows) c.out(`${name}: ${seen}`);
  }, { needs: ["migrate"] });

  tasks.add("deploy", "Migrate, and stop if anything is still pending", async (c) => {
    await c.run("migrate", "--lock-wait", "300");
    await c.run("migrate:status", "--check");
  });

  // done behind dunlin's own migrate, if that succeeds
  tasks.add("migrate", (c) => c.out("the tables are ready"));

  tasks.add("default", "What happens without a command", (c) => c.run("report"));
};
