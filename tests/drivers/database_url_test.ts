import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { databaseUrlFromEnvironment, parseDatabaseUrl } from "../../src/drivers/database_url.ts";
import type {
  Environment,
  MysqlTarget,
  PostgresTarget,
  SqliteTarget,
} from "../../src/drivers/target.ts";
import { DunlinError } from "../../src/errors.ts";

const postgres = (url: string, env: Environment = {}) =>
  parseDatabaseUrl(url, { env }) as PostgresTarget;
const mysql = (url: string, env: Environment = {}) => parseDatabaseUrl(url, { env }) as MysqlTarget;
const sqlite = (url: string) => parseDatabaseUrl(url) as SqliteTarget;

function refusal(act: () => unknown): DunlinError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof DunlinError, String(error));
    assert.equal(error.code, "bad-url");
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

function wordsOf(error: DunlinError): string {
  return `${error.message}\n${error.next}\n${error.stack}\n${JSON.stringify(error)}`;
}

test("a PostgreSQL URL with everything is taken apart", () => {
  const target = postgres(
    "postgresql://app:s%40crt@db.example:6432/shop?sslmode=verify-full&sslrootcert=/ca.pem" +
      "&sslcert=/c.pem&sslkey=/k.pem&channel_binding=require&application_name=deploy" +
      "&options=-c%20lock_timeout%3D1s&connect_timeout=3",
  );
  assert.deepEqual({ ...target, password: target.password?.reveal() }, {
    dialect: "postgres",
    hosts: [{ host: "db.example", port: 6432 }],
    user: "app",
    password: "s@crt",
    database: "shop",
    tls: {
      mode: "verify-full",
      rootCert: "/ca.pem",
      cert: "/c.pem",
      key: "/k.pem",
      keyPassword: null,
    },
    tlsDirect: false,
    channelBinding: "require",
    applicationName: "deploy",
    options: "-c lock_timeout=1s",
    connectTimeoutSeconds: 3,
    sessionAttributes: "any",
    passFile: null,
  });
});

for (
  const [url, hosts] of [
    ["postgres://u@h/d", [["h", 5432]]],
    ["postgres://u@[::1]:5433/d", [["::1", 5433]]],
    ["postgres://u@a:1,b:2/d", [["a", 1], ["b", 2]]],
    ["postgres://u@a,b/d?port=7", [["a", 7], ["b", 7]]],
    ["postgres://u@%2Frun%2Fpg/d", [["/run/pg", 5432]]],
    ["postgres:///d?host=/run/pg&port=5433&user=u", [["/run/pg", 5433]]],
    ["postgres://u@/d", [["localhost", 5432]]],
    ["postgres://u@:5433/d", [["localhost", 5433]]],
  ] as const
) {
  test(`hosts of ${url}`, () => {
    assert.deepEqual(postgres(url).hosts, hosts.map(([host, port]) => ({ host, port })));
  });
}

for (
  const [written, mode] of [
    ["sslmode=disable", "disable"],
    ["sslmode=allow", "allow"],
    ["sslmode=prefer", "prefer"],
    ["sslmode=require", "require"],
    ["sslmode=require&sslrootcert=/ca.pem", "verify-ca"],
    ["sslmode=verify-ca", "verify-ca"],
    ["sslmode=verify-full", "verify-full"],
    ["sslmode=prefer&sslrootcert=system", "verify-full"],
    ["ssl=true", "verify-full"],
    ["sslmode=no-verify", "require"],
  ] as const
) {
  test(`${written} of a PostgreSQL URL means ${mode}`, () => {
    assert.equal(postgres(`postgres://u@h/d?${written}`).tls.mode, mode);
  });
}

test("TLS is preferred where a PostgreSQL URL says nothing, as in libpq", () => {
  assert.equal(postgres("postgres://u@h/d").tls.mode, "prefer");
});

test("PG variables fill in what the URL leaves open, and only that", () => {
  const env = {
    PGHOST: "eh",
    PGPORT: "7",
    PGUSER: "eu",
    PGPASSWORD: "ep",
    PGDATABASE: "ed",
    PGSSLMODE: "require",
    PGOPTIONS: "-c a=b",
    PGAPPNAME: "ea",
    PGCONNECT_TIMEOUT: "4",
    PGPASSFILE: "/pass",
  };
  const open = postgres("postgres://", env);
  assert.deepEqual(
    [open.hosts, open.user, open.password?.reveal(), open.database, open.tls.mode, open.options],
    [[{ host: "eh", port: 7 }], "eu", "ep", "ed", "require", "-c a=b"],
  );
  assert.deepEqual(
    [open.applicationName, open.connectTimeoutSeconds, open.passFile],
    ["ea", 4, "/pass"],
  );
  const closed = postgres("postgres://u:p@h:8/d?sslmode=disable&application_name=a", env);
  assert.deepEqual(
    [closed.hosts, closed.user, closed.password?.reveal(), closed.database, closed.tls.mode],
    [[{ host: "h", port: 8 }], "u", "p", "d", "disable"],
  );
});

test("a PostgreSQL database without a name is the user's, as in libpq", () => {
  assert.equal(postgres("postgres://u@h").database, "u");
});

test("search_path becomes an option of the session", () => {
  assert.equal(
    postgres("postgres://u@h/d?search_path=a%2C%20b").options,
    "-c search_path=a,\\ b",
  );
});

test("connecting takes 10 seconds at most where nothing is said", () => {
  assert.equal(postgres("postgres://u@h/d").connectTimeoutSeconds, 10);
  assert.equal(mysql("mysql://u@h/d").connectTimeoutSeconds, 10);
});

test("a MySQL URL with everything is taken apart", () => {
  const target = mysql(
    "mariadb://app:p%2Fw@db.example:3307/shop?ssl-mode=VERIFY_IDENTITY&ssl-ca=/ca.pem&charset=utf8mb4_bin",
  );
  assert.deepEqual({ ...target, password: target.password?.reveal() }, {
    dialect: "mysql",
    scheme: "mariadb",
    host: "db.example",
    port: 3307,
    socketPath: null,
    user: "app",
    password: "p/w",
    database: "shop",
    tls: { mode: "verify-full", rootCert: "/ca.pem", cert: null, key: null, keyPassword: null },
    charset: "utf8mb4_bin",
    connectTimeoutSeconds: 10,
  });
});

for (
  const query of [
    "socket=/run/my.sock",
    "socketPath=/run/my.sock",
    "unix_socket=/run/my.sock",
    "host=/run/my.sock",
  ]
) {
  test(`a MySQL URL with ${query} goes through the socket`, () => {
    assert.equal(mysql(`mysql://u@/d?${query}`).socketPath, "/run/my.sock");
  });
}

for (
  const [written, mode] of [
    ["ssl-mode=DISABLED", "disable"],
    ["ssl-mode=PREFERRED", "prefer"],
    ["sslmode=require", "require"],
    ["tls=true", "verify-full"],
    ["tls=skip-verify", "require"],
    ["ssl=false", "disable"],
    ["ssl-mode=REQUIRED&ssl-ca=/ca.pem", "verify-ca"],
  ] as const
) {
  test(`${written} of a MySQL URL means ${mode}`, () => {
    assert.equal(mysql(`mysql://u@h/d?${written}`).tls.mode, mode);
  });
}

test("MYSQL variables fill in what the URL leaves open", () => {
  const env = {
    MYSQL_HOST: "eh",
    MYSQL_TCP_PORT: "7",
    MYSQL_USER: "eu",
    MYSQL_PWD: "ep",
    MYSQL_DATABASE: "ed",
  };
  const { host, port, user, password, database } = mysql("mysql://", env);
  assert.deepEqual(
    [host, port, user, password?.reveal(), database],
    ["eh", 7, "eu", "ep", "ed"],
  );
  assert.equal(mysql("mysql://u@/d", { MYSQL_UNIX_PORT: "/s" }).socketPath, "/s");
  assert.equal(mysql("mysql://u@h/d", { MYSQL_UNIX_PORT: "/s" }).socketPath, null);
});

for (
  const [url, path] of [
    ["sqlite:app.db", "app.db"],
    ["sqlite:./app.db", "./app.db"],
    ["sqlite://app.db", "app.db"],
    ["sqlite://data/app.db", "data/app.db"],
    ["sqlite:/var/app.db", "/var/app.db"],
    ["sqlite:///var/app.db", "/var/app.db"],
    ["sqlite:////var/app.db", "/var/app.db"],
    ["sqlite3:app.db", "app.db"],
    ["sqlite::memory:", ":memory:"],
    ["sqlite://:memory:", ":memory:"],
    ["sqlite:x?mode=memory", ":memory:"],
    ["file:app.db", "app.db"],
    ["file:///var/app.db", "/var/app.db"],
    ["file://localhost/var/app.db", "/var/app.db"],
    ["sqlite:my%20app.db", "my app.db"],
    ["sqlite:100%.db", "100%.db"],
    ["sqlite:///C:/app.db", "C:/app.db"],
  ] as const
) {
  test(`${url} is the file ${path}`, () => assert.equal(sqlite(url).path, path));
}

test("mode=ro opens a SQLite file for reading only", () => {
  assert.equal(sqlite("sqlite:app.db?mode=ro").readOnly, true);
  assert.equal(sqlite("sqlite:app.db").readOnly, false);
});

for (
  const [url, said] of [
    ["postgress://u@h/d", 'did you mean "postgres:"?'],
    ["postgers://u@h/d", 'did you mean "postgres:"?'],
    ["mysqll://u@h/d", 'did you mean "mysql:"?'],
    ["sqlit:app.db", 'did you mean "sqlite:"?'],
    ["mongodb://u@h/d", "write postgres://"],
    ["app.db", "write sqlite:app.db"],
    ["C:\\data\\app.db", "write sqlite:C:\\data\\app.db"],
    ["jdbc:postgresql://h/d", 'leave out "jdbc:"'],
    ["", "write postgres://"],
    ["sqlite:", "write sqlite:path"],
    ["postgres:u@h/d", "two slashes"],
    ["postgres://u@h:0/d", "no port 0"],
    ["postgres://u@h:65536/d", "no port 65536"],
    ["postgres://u@h:54x32/d", "port is not a number"],
    ["postgres://h/d", "USER@host"],
    ["postgres://u@h/d?ssl_mode=require", 'did you mean "sslmode"?'],
    ["postgres://u@h/d?sslmode=verify-ful", 'did you mean "verify-full"?'],
    ["postgres://u@h/d?connect_timeout=soon", "whole seconds"],
    ["postgres://u@h/d?sslmode=require&sslmode=disable", "given twice"],
    ["postgres://u@h/d?client_encoding=latin1", "UTF-8"],
    ["mysql://u@h/d?chraset=utf8mb4", 'did you mean "charset"?'],
    ["mysql://u@a,b/d", "several hosts"],
    ["sqlite:app.db?mod=ro", 'did you mean "mode"?'],
    ["postgres://u@h/d#x", "%23"],
  ] as const
) {
  test(`${url || "an empty URL"} is refused with words`, () => {
    const error = refusal(() => parseDatabaseUrl(url));
    assert.ok(`${error.message} ${error.next}`.includes(said), `${error.message} | ${error.next}`);
  });
}

for (
  const [url, password] of [
    ["postgres://u:p@ss@h/d", "p@ss"],
    ["postgres://u:a:b@h/d", "a:b"],
    ["postgres://u:100%@h/d", "100%"],
    ["postgres://u:100%zz@h/d", "100%zz"],
    ["postgres://u:p%40ss@h/d", "p@ss"],
    ["postgres://u:p ss@h/d", "p ss"],
    ["mysql://u:p@ss@h/d", "p@ss"],
    ["postgres://u@h/d?password=p@ss", "p@ss"],
  ] as const
) {
  test(`an odd password is understood in ${url}`, () => {
    assert.equal((postgres(url)).password?.reveal(), password);
  });
}

for (
  const url of [
    "postgres://u:hun/ter2@h/d",
    "postgres://u:hun?ter2@h/d",
    "postgres://u:hun#ter2@h/d",
    "postgres://u:12/hunter@h/d",
    "postgres://u:12?hunter=2@h/d",
    "postgres://u:p@hun/ter2@h/d",
    "postgres://u:p@hun?ter2=3@h/d",
    "postgres://u:hun%40t%er2@h/d",
    "postgres://u:hunter2",
    "postgres://u:hunter2/d",
    "mysql://u:hun/ter2@h/d",
    "postgress://u:hunter2@h/d",
    "u:hunter2@h/d",
    "app:hunter2@h/d",
    "postgres:u:hunter2@h/d",
    "postgres://u:hunter2@h/d?nosuch=1",
    "postgres://u:hunter2@h:99999/d",
    "mongodb://u:hunter2@h/d",
    "jdbc:postgresql://h/d?password=hunter2",
    "postgres://u@h/d?pass=hunter2",
    "postgres://u@h/d?password=x&hunter2",
    "postgres://u@h/d?password=x&hun=ter2",
    "mysql://u@h/d?password=x&hun=ter2",
    "postgres://u@h/d?password=x#hunter2",
    "postgres://u@h/d?odd=hun@ter2",
    "sqlite:x.db?key=hunter2",
    "file:x.db?key=a&hun=ter2",
    "C:\\x.db?key=hunter2",
    "Server=h;Uid=u;Pwd=hunter2;",
    "host=h password='a hunter2'",
    "jdbc:sqlserver://h;user=u;password=hunter2",
  ]
) {
  test(`the password stays out of the error for ${url}`, () => {
    const words = wordsOf(refusal(() => parseDatabaseUrl(url)));
    for (const part of ["hunter", "ter2", "hun"]) assert.ok(!words.includes(part), words);
  });
}

test("any password survives being percent-encoded", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (password) => {
    const url = `postgres://u:${encodeURIComponent(password)}@h/d`;
    assert.equal(postgres(url).password?.reveal(), password);
  }));
});

test("a URL with any raw password is understood, or refused without it", () => {
  const characters = fc.constantFrom(..."Qz7@#/?%:&= []\\'\"+,;");
  const passwords = fc.string({ unit: characters, minLength: 4, maxLength: 12 });
  fc.assert(fc.property(passwords, (tail) => {
    const password = `Xy${tail}Yx`;
    try {
      const target = postgres(`postgres://u:${password}@h/d`);
      const raw = target.password?.reveal();
      assert.ok(raw === password || raw === decodeURIComponent(password), `${password}: ${raw}`);
      assert.deepEqual(target.hosts, [{ host: "h", port: 5432 }]);
    } catch (error) {
      assert.ok(error instanceof DunlinError, String(error));
      const words = `${error.message}\n${error.next}`;
      assert.ok(!words.includes("Xy") && !words.includes("Yx"), `${password}: ${words}`);
    }
  }));
});

test("a parsed target does not show its password", () => {
  const target = postgres("postgres://u:hunter2@h/d");
  assert.ok(!JSON.stringify(target).includes("hunter2"));
  assert.ok(!`${target.password}`.includes("hunter2"));
});

test("DATABASE_URL names the database", () => {
  assert.deepEqual(databaseUrlFromEnvironment({ DATABASE_URL: "sqlite:a.db", DB_TYPE: "mysql" }), {
    url: "sqlite:a.db",
    origin: "DATABASE_URL",
  });
});

test("the DB variables make a URL, odd characters and all", () => {
  const found = databaseUrlFromEnvironment({
    DB_TYPE: "postgresql",
    DB_HOST: "db.example",
    DB_PORT: "5433",
    DB_NAME: "my shop",
    DB_USER: "a@b",
    DB_PASSWORD: "p@s/s?#%41",
  });
  const target = postgres(found!.url);
  assert.deepEqual(
    [target.hosts, target.database, target.user, target.password?.reveal(), found!.origin],
    [[{ host: "db.example", port: 5433 }], "my shop", "a@b", "p@s/s?#%41", "DB_TYPE"],
  );
});

test("the DB variables name a SQLite file", () => {
  const found = databaseUrlFromEnvironment({ DB_TYPE: "sqlite3", DB_NAME: "data/50%25?.db" });
  assert.equal(sqlite(found!.url).path, "data/50%25?.db");
});

test("an environment without a database names none", () => {
  assert.equal(databaseUrlFromEnvironment({ DATABASE_URL: " ", DB_HOST: "h" }), null);
});

test("a DB_TYPE nobody knows is refused with the nearest", () => {
  const error = refusal(() => databaseUrlFromEnvironment({ DB_TYPE: "postgess" }));
  assert.equal(error.next, 'did you mean "postgres"?');
});
