import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/drivers/connect.ts";
import { connectFailure } from "../../src/drivers/connect_failure.ts";
import { DriverError, type FailureKind } from "../../src/drivers/connection.ts";
import { parseDatabaseUrl } from "../../src/drivers/database_url.ts";
import { importDriver } from "../../src/drivers/import_driver.ts";
import { explainedFailure } from "./failures.ts";

const PG = "postgres://app:hunter2@db.example:6432/shop";
const MY = "mysql://app:hunter2@db.example/shop";

for (
  const [url, kind, code, message, explained, next] of [
    [
      PG,
      "refused",
      "ECONNREFUSED",
      "connect ECONNREFUSED",
      "connection-failed",
      /nothing listens at db\.example:6432/,
    ],
    [
      PG,
      "refused",
      "ENOTFOUND",
      "getaddrinfo ENOTFOUND",
      "connection-failed",
      /host name .* unknown/,
    ],
    [PG, "refused", "ETIMEDOUT", "connect ETIMEDOUT", "connection-failed", /firewall/],
    [PG, "refused", null, "timeout expired", "connection-failed", /does not answer/],
    [
      PG,
      "refused",
      null,
      "The server does not support SSL connections",
      "connection-failed",
      /sslmode=disable/,
    ],
    [PG, "refused", null, "self-signed certificate", "connection-failed", /sslrootcert/],
    [
      PG,
      "refused",
      "53300",
      "sorry, too many clients already",
      "connection-failed",
      /max_connections/,
    ],
    [
      PG,
      "refused",
      "57P03",
      "the database system is starting up",
      "connection-failed",
      /try again/,
    ],
    [
      PG,
      "refused",
      "42501",
      "permission denied for database",
      "permission-denied",
      /GRANT CONNECT ON DATABASE "shop"/,
    ],
    [
      PG,
      "authentication",
      "28P01",
      "password authentication failed",
      "authentication-failed",
      /check the password of "app"/,
    ],
    [
      PG,
      "authentication",
      "28000",
      "no pg_hba.conf entry",
      "authentication-failed",
      /pg_hba\.conf/,
    ],
    [
      PG,
      "database-missing",
      "3D000",
      "does not exist",
      "database-missing",
      /CREATE DATABASE "shop"/,
    ],
    [
      "postgres://app@%2Frun/shop",
      "refused",
      "ENOENT",
      "connect ENOENT",
      "connection-failed",
      /no socket \/run\/\.s\.PGSQL\.5432/,
    ],
    [
      "postgres://app@h/shop",
      "authentication",
      "28P01",
      "x",
      "authentication-failed",
      /no password was given.*PGPASSWORD/,
    ],
    [
      PG,
      "permission",
      null,
      'Requires net access to "db.example:6432", run again with the --allow-net flag',
      "permission-denied",
      /--allow-net=db\.example:6432$/,
    ],
    [
      PG,
      "permission",
      null,
      'Requires env access to "PGUSER", run again with the --allow-env flag',
      "permission-denied",
      /--allow-env='PG\*,USER'$/,
    ],
    [MY, "refused", "1130", "Host 'x' is not allowed to connect", "connection-failed", /'app'@'%'/],
    [MY, "refused", "1040", "Too many connections", "connection-failed", /max_connections/],
    [MY, "refused", "1129", "Host 'x' is blocked", "connection-failed", /flush-hosts/],
    [
      MY,
      "refused",
      "3159",
      "Connections using insecure transport are prohibited",
      "connection-failed",
      /ssl-mode=REQUIRED/,
    ],
    [
      MY,
      "refused",
      "HANDSHAKE_NO_SSL_SUPPORT",
      "Server does not support secure connection",
      "connection-failed",
      /ssl-mode=DISABLED/,
    ],
    [
      MY,
      "refused",
      "HANDSHAKE_SSL_ERROR",
      "self-signed certificate in certificate chain",
      "connection-failed",
      /ssl-ca/,
    ],
    [
      MY,
      "permission",
      "1044",
      "Access denied to database",
      "permission-denied",
      /GRANT ALL ON `shop`\.\*/,
    ],
    [
      MY,
      "authentication",
      "1045",
      "Access denied",
      "authentication-failed",
      /check the password of "app"/,
    ],
    [
      "sqlite:app.db",
      "permission",
      null,
      'Requires read access to "app.db", run again with the --allow-read flag',
      "permission-denied",
      /--allow-read=app\.db --allow-write=app\.db/,
    ],
  ] as const
) {
  test(`${url.split(":")[0]}: ${code ?? message} is explained`, () => {
    const target = parseDatabaseUrl(url);
    const error = connectFailure(new DriverError(kind as FailureKind, code, message), target);
    assert.equal(error.code, explained);
    assert.match(error.next ?? "", next);
    assert.equal(error.server?.message, message);
    assert.ok(!`${error.message} ${error.next}`.includes("hunter2"));
  });
}

test("a closed port of a real machine is explained", async () => {
  for (const url of ["postgres://u:p@127.0.0.1:1/d", "mysql://u:p@127.0.0.1:1/d"]) {
    const error = await explainedFailure(connect(url), "connection-failed");
    assert.equal(error.server?.code, "ECONNREFUSED");
    assert.match(error.next ?? "", /nothing listens at 127\.0\.0\.1:1/);
  }
});

test("a socket that is not there is explained", async () => {
  for (const url of ["postgres://u@/d?host=/nosuch", "mysql://u@/d?socket=/nosuch/s"]) {
    const error = await explainedFailure(connect(url), "connection-failed");
    assert.match(error.next ?? "", /there is no socket \/nosuch/);
  }
});

test("a host nobody knows is explained", async () => {
  for (const url of ["postgres://u@nosuch.invalid/d", "mysql://u@nosuch.invalid/d"]) {
    const error = await explainedFailure(connect(url), "connection-failed");
    assert.match(error.next ?? "", /nosuch\.invalid.* is unknown here|does not answer/);
  }
});

test("a TLS file that cannot be read is explained", async () => {
  const url = "postgres://u@h/d?sslmode=verify-full&sslrootcert=/nosuch/ca.pem";
  const error = await explainedFailure(connect(url), "connection-failed");
  assert.match(error.server?.message ?? "", /\/nosuch\/ca\.pem cannot be read/);
});

test("a missing driver package comes with the command that installs it", async () => {
  const load = () => Promise.reject(new Error("Cannot find package 'pg'"));
  const error = await explainedFailure(importDriver("pg", load), "driver-missing");
  assert.match(error.next ?? "", /deno add npm:pg.*npm install pg/);
});

test("an aborted signal throws its own reason before anything is tried", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  for (const url of ["postgres://u@nosuch.invalid/d", "mysql://u@nosuch.invalid/d"]) {
    await assert.rejects(connect(url, { signal }), { message: "enough" });
  }
});

test("the environment is not looked at unless it is given", async () => {
  const error = await explainedFailure(connect("postgres://"), "bad-url");
  assert.match(error.message, /names no user/);
});
