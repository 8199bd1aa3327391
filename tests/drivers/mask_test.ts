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
    ["postgres://db/shop?sslpassword=x&a=b", "postgres://db/shop?sslpassword=***&a=b"],
    ["mysql://app:hunter2@/shop?socket=/s", "mysql://app:***@/shop?socket=/s"],
    ["sqlite:app.db", "sqlite:app.db"],
    ["app:hunter2@db/shop", "app:***@db/shop"],
    ["postgres:app:hunter2@db/shop", "postgres:***@db/shop"],
    ["host=db password=hunter2", "host=db password=***"],
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
