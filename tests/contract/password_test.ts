import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/drivers/connect.ts";
import { databases } from "./databases.ts";
import { on } from "./project.ts";

for (const database of databases) {
  const { name, skip } = database;
  if (name === "sqlite") continue;

  /** The URL without its password, and that password. */
  const split = (text: string) => {
    const url = new URL(text);
    const password = decodeURIComponent(url.password);
    url.password = "";
    return { url: url.href, password };
  };

  test(
    `${name}: a password is asked for with every connection, the lease's second one too`,
    { skip },
    on(database, async (project) => {
      const { url, password } = split(project.fresh.url);
      let asked = 0;
      // long enough for the lease to be renewed, which its second connection is for
      const nap = name === "postgres" ? "SELECT pg_sleep(1.5);" : "SELECT SLEEP(1.5);";
      project.files = { "1_a.up.sql": nap };
      await project.up({
        url,
        lock: "lease",
        leaseSeconds: 1,
        ...{ password: () => (asked++, password) },
      });
      assert.deepEqual(await project.versions(), ["1"]);
      assert.ok(asked >= 2, `asked ${asked} times`);
    }),
  );

  test(
    `${name}: a password of the program goes before that of the URL; one that cannot be had is told`,
    { skip },
    on(database, async (project) => {
      const { password } = split(project.fresh.url);
      const wrong = new URL(project.fresh.url);
      wrong.password = "not-it";
      const session = await connect(wrong.href, { password: () => Promise.resolve(password) });
      await session.close();
      await assert.rejects(
        connect(wrong.href, { password: () => Promise.reject(new Error("the vault is shut")) }),
        { code: "authentication-failed", message: /no password was had for .*: the vault is shut/ },
      );
    }),
  );
}
