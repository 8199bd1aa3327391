import assert from "node:assert/strict";
import { test } from "node:test";
import { inProcess } from "./in_process.ts";
import { Project, table } from "./project.ts";

/** A call that finds its database in the environment alone. */
function call(project: Project, args: readonly string[], env: Record<string, string>) {
  return inProcess([...args, "--dir", project.path("migrations")], { env });
}

for (const end of ["", "\n", "\r\n"]) {
  test(`DATABASE_URL_FILE names a file with the URL, ${JSON.stringify(end)} at its end`, async () => {
    const project = new Project(table(1, "a"));
    project.write({ "secret": `sqlite:${project.path("app.db")}${end}` });
    const env = { DATABASE_URL_FILE: project.path("secret") };
    assert.equal((await call(project, ["migrate"], env)).code, 0);
    assert.deepEqual(await project.tables(), ["a"]);
  });
}

test("a flag and DATABASE_URL go before the file, which is not even read", async () => {
  const project = new Project(table(1, "a"));
  const env = { DATABASE_URL_FILE: project.path("nowhere") };
  const url = `sqlite:${project.path("app.db")}`;
  assert.equal((await call(project, ["migrate", "--database", url], env)).code, 0);
  assert.equal((await call(project, ["status"], { ...env, DATABASE_URL: url })).code, 0);
});

test("DB_PASSWORD_FILE fills in the password, and an error shows no part of it", async () => {
  const project = new Project({ ...table(1, "a"), "password": "hush hush/@:\n" });
  const env = {
    DB_TYPE: "postgres",
    DB_HOST: "127.0.0.1",
    DB_PORT: "1",
    DB_NAME: "shop",
    DB_USER: "app",
    DB_PASSWORD_FILE: project.path("password"),
  };
  const { code, err } = await call(project, ["status"], env);
  assert.equal(code, 1);
  assert.match(err, /no connection to postgres:\/\/app@127\.0\.0\.1:1\/shop/);
  assert.doesNotMatch(err, /hush/);
  const asked: string[] = [];
  await inProcess(["db:seed", "--env", "production"], {
    env,
    ask: (question) => (asked.push(question), Promise.resolve("n")),
  });
  assert.match(String(asked[0]), /postgres:\/\/app:\*\*\*@127\.0\.0\.1:1\/shop/);
});

test("an error about the URL of a file names the variable, and masks the secret", async () => {
  const project = new Project({ ...table(1, "a"), "secret": "postgres://app:hush@127.0.0.1:1/x" });
  const env = { DATABASE_URL_FILE: project.path("secret") };
  const { err } = await call(project, ["status"], env);
  assert.match(err, /the URL is that of DATABASE_URL_FILE/);
  assert.doesNotMatch(err, /hush/);
});

for (
  const [what, files, words] of [
    ["missing", {}, /DATABASE_URL_FILE names \S+, which is not there/],
    ["empty", { "secret": "\n" }, /DATABASE_URL_FILE names \S+, which is empty/],
  ] as const
) {
  test(`a file that is ${what} is an error that names the variable`, async () => {
    const project = new Project({ ...table(1, "a"), ...files });
    const { code, err } = await call(project, ["status"], {
      DATABASE_URL_FILE: project.path("secret"),
    });
    assert.equal(code, 2);
    assert.match(err.replaceAll(/\s+/g, " "), words);
  });
}
