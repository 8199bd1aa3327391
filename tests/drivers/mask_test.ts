import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDatabaseUrl } from "../../src/drivers/database_url.ts";
import { describeTarget, maskUrl, redact } from "../../src/drivers/mask.ts";

for (
  const [url, masked] of [
    ["postgres://app:hunter2@db/shop", "postgres://app:***@db/shop"],
    ["postgres://app@db/shop", "postgres://app@db/shop"],
    ["postgres://app:hun@ter2@db/shop", "postgres://app:***@db/shop"],
    ["postgres://app:hun/ter?2@db/shop", "postgres://app:***@db/shop"],
    ["postgres://:hunter2@db/shop", "postgres://:***@db/shop"],
    ["postgres://app:hunter2", "postgres://app:***"],
    ["postgres://db:5432/shop", "postgres://db:5432/shop"],
    ["postgres://db/shop?user=a&password=hunter2", "postgres://db/shop?user=a&password=***"],
    ["postgres://db/shop?sslpassword=x&a=b", "postgres://db/shop?sslpassword=***&***"],
    ["mysql://app:hunter2@/shop?socket=/s", "mysql://app:***@/shop?socket=/s"],
    ["sqlite:app.db", "sqlite:app.db"],
    ["app:hunter2@db/shop", "app:***@db/shop"],
    ["postgres:app:hunter2@db/shop", "postgres:***@db/shop"],
    ["host=db password=hunter2", "host=db password=***"],
    ["host=db password='hun ter' user=app", "host=db password=***"],
    ["postgres://db/shop?pass=hunter2", "postgres://db/shop?pass=***"],
    [
      "mysql://db/shop?secret=hunter2&charset=utf8mb4",
      "mysql://db/shop?secret=***&charset=utf8mb4",
    ],
    ["postgres://db/shop?password=abc&hunter2", "postgres://db/shop?password=***&***"],
    [
      "postgres://db/shop?password=abc&hun=ter&host=db",
      "postgres://db/shop?password=***&***&host=db",
    ],
    ["postgres://db/shop?password=hun#ter2", "postgres://db/shop?password=***"],
    ["postgres://db/shop?password=hun@ter2", "postgres://db/shop?password=***"],
    ["postgres://db:5432/shop?odd=hun@ter2", "postgres://db:***"],
    ["postgres://db/shop?odd=hun@ter2", "postgres://db/shop?***"],
    ["postgres://db/shop?hunter2", "postgres://db/shop?***"],
    ["postgres://db/shop?options=-c%20app.key%3Dhunter2", "postgres://db/shop?options=***"],
    ["postgres://app:hun?host=ter2@db/shop", "postgres://app:***"],
    ["postgres://db/shop?user=a@b&sslmode=require", "postgres://db/shop?user=a@b&sslmode=require"],
    ["sqlite:app.db?key=hunter2", "sqlite:app.db?key=***"],
    ["sqlite:app.db?mode=ro", "sqlite:app.db?mode=ro"],
    ["file:a@b:c.db", "file:a@b:c.db"],
    ["Server=db;Uid=app;Pwd=hunter2;", "Server=db;Uid=app;Pwd=***"],
    ["Data Source=db;User Id=app;Password=hun;ter2", "Data Source=db;User Id=app;Password=***"],
    [
      "jdbc:sqlserver://db:1433;user=sa;password=hunter2",
      "jdbc:sqlserver://db:1433;user=sa;password=***",
    ],
    [
      "jdbc:postgresql://db/shop?user=a&password=hunter2",
      "jdbc:postgresql://db/shop?user=a&password=***",
    ],
  ] as const
) {
  test(`maskUrl() turns ${url} into ${masked}`, () => assert.equal(maskUrl(url), masked));
}

for (
  const [url, described] of [
    ["postgresql://app:hunter2@db:5432/shop", "postgres://app@db/shop"],
    ["postgres://app:hunter2@db:6432/shop", "postgres://app@db:6432/shop"],
    ["postgres://app@[::1]:1/shop", "postgres://app@[::1]:1/shop"],
    ["postgres://app@a,b:1/shop", "postgres://app@a,b:1/shop"],
    ["postgres://app@%2Frun/shop", "postgres://app@/shop?host=/run"],
    ["mysql://app:hunter2@db/shop", "mysql://app@db/shop"],
    ["mariadb://app@db:3307", "mariadb://app@db:3307"],
    ["mysql://app@/shop?socket=/s", "mysql://app@/shop?socket=/s"],
    ["sqlite:///var/app.db", "sqlite:/var/app.db"],
  ] as const
) {
  test(`${url} is described as ${described}`, () => {
    assert.equal(describeTarget(parseDatabaseUrl(url)), described);
  });
}

for (
  const secret of ["hunter2", "p@ss/w?rd#", 'qu"ote', "back\\slash", "o'clock", "ünï cödé", "a%20b"]
) {
  test(`redact() finds ${secret} however it is written`, () => {
    const forms = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      JSON.stringify(secret),
      secret.replaceAll("'", "''"),
    ];
    for (const form of forms) {
      const redacted = redact(`say ${form} again`, [secret]);
      assert.ok(redacted.includes("***"), redacted);
      assert.ok(!redacted.includes(form.replaceAll('"', "")), redacted);
    }
  });
}

test("redact() leaves words alone that merely hold a very short secret", () => {
  assert.equal(redact("a table named a", ["a"]), "*** table named ***");
  assert.equal(redact("nothing to hide", [""]), "nothing to hide");
});
