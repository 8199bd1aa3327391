import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CodeModule, MigrationDatabase } from "../../src/migrations/migration.ts";
import { lacks } from "./clients.ts";
import { databases } from "./databases.ts";
import { on, type Project } from "./project.ts";

type Steps = Readonly<Record<string, (db: MigrationDatabase) => Promise<unknown>>>;

/** A migration whose every line is a step. */
function up(steps: Steps, down: Steps = {}): CodeModule {
  const run = (own: Steps) => async (db: MigrationDatabase) => {
    for (const [name, fn] of Object.entries(own)) {
      await db.step(name, async () => void await fn(db));
    }
  };
  return { up: run(steps), down: run(down) };
}

/** A file whose text, and so its checksum, is another each time. */
let edits = 0;
function files(module: CodeModule): Record<string, CodeModule> {
  const edit = ++edits;
  const same = module.up.bind(module);
  return { "1_a.ts": { ...module, up: Object.assign(same, { toString: () => `up ${edit}` }) } };
}

const say = (mark: string) => (db: MigrationDatabase) =>
  db.query("INSERT INTO marks (mark) VALUES (?)", [mark]);

const FOUR: Steps = {
  "make the table": (db) => db.execute("CREATE TABLE marks (mark VARCHAR(9))"),
  "fill it": async (db) => {
    await say("a")(db);
    await say("b")(db);
  },
  "add a column": (db) => db.execute("ALTER TABLE marks ADD COLUMN n INT"),
  "number them": async (db) => {
    await db.execute("UPDATE marks SET n = 1");
    await say("c")(db);
  },
};

const marks = (project: Project) => project.column("SELECT mark FROM marks ORDER BY mark");

async function whole(project: Project): Promise<void> {
  assert.deepEqual(await marks(project), ["a", "b", "c"]);
  assert.deepEqual(await project.versions(), ["1"]);
  assert.deepEqual(await project.journal(), []);
}

/** As a run leaves it that was killed while the third step's statement was under way. */
async function killedInThird(project: Project, made: boolean): Promise<void> {
  const halt = (db: MigrationDatabase) =>
    FOUR["add a column"]!(db).then(() => Promise.reject(new Error("halt")));
  project.files = files(up({ ...FOUR, "add a column": halt }));
  await project.failure(project.up());
  if (!made) await project.query("ALTER TABLE marks DROP COLUMN n");
  assert.deepEqual((await project.journal()).at(-1), "1 up 3 intent");
}

for (const database of databases) {
  const { name, skip } = database;
  const transactional = name === "postgres" || name === "sqlite";
  const insert = (value: number) => (db: MigrationDatabase) =>
    db.execute(`INSERT INTO t VALUES (${value})`);
  const table = (db: MigrationDatabase) => db.execute("CREATE TABLE t (id INT)");

  describe(`${name}: a TypeScript migration in steps`, { skip }, () => {
    test(
      "runs them in order, and leaves no journal behind",
      on(database, async (project) => {
        project.files = files(up({ table, one: insert(1), two: insert(2) }));
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.deepEqual(await project.column("SELECT id FROM t ORDER BY id"), ["1", "2"]);
        assert.deepEqual(await project.journal(), []);
        const kept = project.said("statement_kept");
        const told = transactional ? [] : ["table", "one", "two"];
        assert.deepEqual(kept.map(({ verb }) => verb), told);
      }),
    );

    test(
      "down and redo may have steps, too",
      on(database, async (project) => {
        const drop = (db: MigrationDatabase) => db.execute("DROP TABLE t");
        project.files = files(up({ table, one: insert(1) }, { empty: insert(9), drop }));
        await project.up();
        await project.run({ kind: "redo", steps: 1 });
        assert.deepEqual(await project.column("SELECT id FROM t"), ["1"]);
        await project.down();
        assert.equal(await project.exists("t"), false);
        assert.deepEqual(await project.versions(), []);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "a failure names the step, also where the code catches it",
      on(database, async (project) => {
        const module: CodeModule = {
          up: async (db) => {
            await db.step("table", () => table(db));
            await db.step("bad", () => Promise.reject(new RangeError("too few"))).catch(() => {});
            await db.step("one", () => insert(1)(db)).catch(() => {});
          },
        };
        project.files = { "1_a.ts": module };
        const error = await project.failure(project.up());
        assert.equal(error.message, 'migration 1_a failed in step "bad": too few');
        assert.ok(error.cause instanceof RangeError);
        assert.deepEqual(await project.versions(), []);
        assert.equal(await project.exists("t"), !transactional);
      }),
    );

    for (
      const [thrown, words] of [
        ["just text", /in step "bad": just text$/],
        [undefined, /in step "bad": its code threw undefined, which is no Error$/],
        [{ status: 7 }, /in step "bad": its code threw \{"status":7\}, which is no Error$/],
        [{ message: "said so" }, /in step "bad": said so$/],
      ] as const
    ) {
      test(
        `what is thrown is told: ${JSON.stringify(thrown)}`,
        on(database, async (project) => {
          project.files = files(up({ bad: () => Promise.reject(thrown) }));
          assert.match((await project.failure(project.up())).message, words);
        }),
      );
    }

    const misused: readonly [string, (db: MigrationDatabase) => Promise<void>, RegExp][] = [
      ["two of one name", async (db) => {
        await db.step("same", () => {});
        await db.step("same", () => {});
      }, /two of its steps are called "same"/],
      [
        "one within another",
        (db) => db.step("outer", () => db.step("inner", () => {})),
        /"inner" was begun before step "outer" had ended/,
      ],
      ["one beside another", async (db) => {
        await Promise.all([db.step("one", () => {}), db.step("other", () => {})]);
      }, /"other" was begun before step "one" had ended/],
      ["one without a name", (db) => db.step("", () => {}), /a name of 1 to 200 characters/],
    ];
    for (const [title, run, words] of misused) {
      test(
        `${title} is refused`,
        on(database, async (project) => {
          project.files = { "1_a.ts": { up: run } };
          assert.match((await project.failure(project.up())).message, words);
          assert.deepEqual(await project.versions(), []);
        }),
      );
    }

    test(
      "a step nobody awaited is waited for",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": { up: (db) => void db.step("table", () => table(db)) },
        };
        assert.deepEqual((await project.up()).applied, ["1"]);
        assert.equal(await project.exists("t"), true);
      }),
    );

    if (!transactional) return;
    test(
      "is one transaction all the same: a failure rolls every step back",
      on(database, async (project) => {
        const bad = (db: MigrationDatabase) => db.execute("INSERT INTO nowhere VALUES (1)");
        project.files = files(up({ table, one: insert(1), bad }));
        const error = await project.failure(project.up());
        assert.match(error.message, /failed in step "bad"/);
        assert.match(error.state ?? "", /rolled back/);
        assert.equal(await project.exists("t"), false);
        assert.deepEqual(await project.journal(), []);
      }),
    );
  });
}

for (const database of databases.filter(({ name }) => name === "mysql" || name === "mariadb")) {
  const { name, skip } = database;

  describe(`${name}: steps that an earlier run has left`, { skip }, () => {
    for (const [index, broken] of Object.keys(FOUR).entries()) {
      test(
        `a failure in step ${index + 1}: the mended file goes on from there`,
        on(database, async (project) => {
          const bad = async (db: MigrationDatabase) => {
            if (index % 2 === 1) await say("lost")(db);
            await db.execute(
              index % 2 === 1 ? "INSERT INTO nowhere VALUES (1)" : "ALTER TABLE nowhere ADD n INT",
            );
          };
          project.files = files(up({ ...FOUR, [broken]: bad }));
          const error = await project.failure(project.up());
          assert.match(error.message, new RegExp(`failed in step "${broken}"`));
          assert.match(error.server?.message ?? "", /nowhere/);
          if (index > 0) assert.match(error.state ?? "", /"make the table".* kept/);
          await project.failure(project.up());
          const called: string[] = [];
          const watched = Object.fromEntries(
            Object.entries(FOUR).map(([own, fn]) => [own, (db: MigrationDatabase) => {
              called.push(own);
              return fn(db);
            }]),
          );
          project.files = files(up(watched));
          assert.deepEqual((await project.up()).applied, ["1"]);
          assert.deepEqual(called, Object.keys(FOUR).slice(index));
          await whole(project);
        }),
      );
    }

    test(
      "a crash right before the history row: every step is skipped",
      on(database, async (project) => {
        const module = up(FOUR);
        const late = {
          up: async (db: MigrationDatabase) => {
            await module.up(db);
            throw new Error("late");
          },
        };
        project.files = files(late);
        await project.failure(project.up());
        assert.equal((await project.journal()).length, 4);
        project.files = files(module);
        await project.up();
        await whole(project);
      }),
    );

    test(
      "finished steps keep their names",
      on(database, async (project) => {
        project.files = files(up({ ...FOUR, "number them": () => Promise.reject(new Error("x")) }));
        await project.failure(project.up());
        const { "fill it": fill, ...others } = FOUR;
        const { "make the table": make, ...rest } = others;
        project.files = files(up({ "make the table": make!, "fill them": fill!, ...rest }));
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(error.message, /step 2 of 1_a is called "fill them" now, .* as "fill it"/);
        project.files = files(up(FOUR));
        await project.up();
        await whole(project);
      }),
    );

    test(
      "finished steps may not be missing",
      on(database, async (project) => {
        project.files = files(up({ ...FOUR, "number them": () => Promise.reject(new Error("x")) }));
        await project.failure(project.up());
        project.files = files(up({ "make the table": FOUR["make the table"]! }));
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(
          error.message,
          /ended after 1 step, .* 3: "fill it", "add a column" are missing/,
        );
        project.files = {
          "1_a.ts": { up: (db) => db.execute("INSERT INTO marks VALUES ('x', 1)") },
        };
        const outside = await project.failure(project.up());
        assert.match(outside.message, /INSERT was to be sent outside of a step, .* an earlier run/);
        assert.deepEqual(await project.versions(), []);
        assert.deepEqual(await marks(project), ["a", "b"]);
      }),
    );

    for (const made of [true, false]) {
      test(
        `a statement in doubt is settled by what is seen: it was ${made ? "" : "not "}made`,
        on(database, async (project) => {
          await killedInThird(project, made);
          project.files = files(up(FOUR));
          await project.up();
          assert.equal(project.said("statement_proved").length, made ? 1 : 0);
          await whole(project);
        }),
      );
    }

    test(
      "a statement in doubt may not be another",
      on(database, async (project) => {
        await killedInThird(project, false);
        const other = (db: MigrationDatabase) => db.execute("ALTER TABLE marks ADD COLUMN m INT");
        project.files = files(up({ ...FOUR, "add a column": other }));
        const error = await project.failure(project.up());
        assert.equal(error.code, "resume-refused");
        assert.match(error.message, /^step "add a column" of 1_a was edited while it is not known/);
        project.files = files(up({ ...FOUR, "add a column": () => Promise.resolve() }));
        const none = await project.failure(project.up());
        assert.equal(none.code, "resume-refused");
        assert.match(none.message, /does not send the statement that an earlier run began/);
        project.files = files(up(FOUR));
        await project.up();
        await whole(project);
      }),
    );

    for (const decision of ["done", "retry", "abandon"] as const) {
      test(
        `a person settles what nothing proves: --${decision}`,
        on(database, async (project) => {
          const halted = (halt: boolean) => ({
            "make the table": FOUR["make the table"]!,
            "program": (db: MigrationDatabase) =>
              db.execute("CREATE PROCEDURE fill() INSERT INTO marks VALUES ('p')"),
            "call it": async (db: MigrationDatabase) => {
              await db.execute("CALL fill()");
              if (halt) throw new Error("halt");
            },
            "say so": say("q"),
          });
          project.files = files(up(halted(true)));
          await project.failure(project.up());
          project.files = files(up(halted(false)));
          const error = await project.failure(project.up());
          assert.equal(error.code, "statement-unresolved");
          assert.match(error.message, /^step "call it" of 1_a was started by a run that ended/);
          assert.match(error.next ?? "", /`dunlin migrate:resolve 1 --done`.* 1 --retry`/);
          if (decision === "abandon") await project.query("DROP TABLE marks");
          if (decision === "abandon") await project.query("DROP PROCEDURE fill");
          {
            const migrator = await project.migrator();
            await migrator.resolve("1", decision);
          }
          assert.deepEqual((await project.up()).applied, ["1"]);
          assert.deepEqual(
            await marks(project),
            decision === "retry" ? ["p", "p", "q"] : ["p", "q"],
          );
          assert.deepEqual(await project.journal(), []);
        }),
      );
    }
  });

  describe(`${name}: steps that are stopped, or whose link is lost`, { skip }, () => {
    const dies = async (db: MigrationDatabase, project: Project) => {
      const [row] = await db.query<{ id: unknown }>("SELECT CONNECTION_ID() AS id");
      await project.query(`KILL ${row?.id}`);
    };

    test(
      "a lost link is made again, and the migration goes on with its step",
      { skip: lacks("second-session") },
      on(database, async (project) => {
        let times = 0;
        const flaky = async (db: MigrationDatabase) => {
          await FOUR["fill it"]!(db);
          if (++times === 1) await dies(db, project);
          await db.query("SELECT 1");
        };
        project.files = files(up({ ...FOUR, "fill it": flaky }));
        assert.deepEqual((await project.up({ retries: 3 })).applied, ["1"]);
        assert.equal(times, 2);
        assert.equal(project.said("retrying").length, 1);
        await whole(project);
      }),
    );

    test(
      "a lost link that the code hides is seen all the same",
      { skip: lacks("second-session") },
      on(database, async (project) => {
        let times = 0;
        const flaky = async (db: MigrationDatabase) => {
          await FOUR["fill it"]!(db);
          if (++times === 1) await dies(db, project);
          await db.query("SELECT 1").catch(() => Promise.reject("no luck"));
        };
        project.files = files(up({ ...FOUR, "fill it": flaky }));
        await project.up({ retries: 3 });
        await whole(project);
      }),
    );

    test(
      "code without steps is not run again by itself once it has written",
      on(database, async (project) => {
        let times = 0;
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              times++;
              await db.execute("CREATE TABLE a (id INT)");
              await dies(db, project);
              await db.query("SELECT 1");
            },
          },
        };
        const error = await project.failure(project.up({ retries: 3 }));
        assert.equal(error.code, "connection-lost");
        assert.equal(times, 1);
        assert.equal((await project.failure(project.up())).code, "statement-unresolved");
      }),
    );

    const waiting = async (db: MigrationDatabase, stop: AbortController) => {
      const asleep = db.execute("DO SLEEP(60)");
      stop.abort();
      await asleep;
    };
    const make = (db: MigrationDatabase) => db.execute("CREATE TABLE b (id INT)");
    const waits: Record<string, (db: MigrationDatabase, stop: AbortController) => Promise<void>> = {
      "on the server": async (db, stop) => {
        await say("lost")(db);
        await waiting(db, stop);
      },
      "for something else": async (db, stop) => {
        await say("lost")(db);
        stop.abort();
        await new Promise(() => {});
      },
      "behind its statement": async (db, stop) => {
        await make(db);
        await waiting(db, stop);
      },
    };
    for (const [title, fn] of Object.entries(waits)) {
      test(
        `a step that waits ${title} is stopped; the next run goes on`,
        on(database, async (project) => {
          const stop = new AbortController();
          const cancel = stop.signal;
          const { "make the table": table, ...rest } = FOUR;
          const first = { "make the table": table! };
          project.files = files(up({ ...first, "wait": (db) => fn(db, stop) }));
          const error = await project.failure(project.up({ cancel, signal: cancel }));
          assert.equal(error.code, "interrupted");
          assert.match(error.state ?? "", /"make the table" is kept/);
          assert.deepEqual(await project.versions(), []);
          const wait: Steps = title.startsWith("behind") ? { "wait": make } : {};
          project.files = files(up({ ...first, ...wait, ...rest }));
          await project.up();
          await whole(project);
        }),
      );
    }

    test(
      "a stop between two steps; the next run goes on",
      on(database, async (project) => {
        const stop = new AbortController();
        project.files = files(up(FOUR));
        const error = await project.failure(project.up({
          cancel: stop.signal,
          onEvent: ({ type }) => type === "statement_kept" && stop.abort(),
        }));
        assert.equal(error.code, "interrupted");
        assert.deepEqual(await project.journal(), ["1 up 1 done"]);
        await project.up();
        await whole(project);
      }),
    );
  });

  describe(`${name}: what a step must not hold`, { skip }, () => {
    const refused: readonly [string, Steps, RegExp][] = [
      ["two statements that commit by themselves", {
        bad: async (db) => {
          await db.execute("CREATE TABLE b (id INT)");
          await db.execute("CREATE TABLE c (id INT)");
        },
      }, /step "bad" was to send CREATE TABLE beside CREATE TABLE/],
      ["the same in one text", {
        bad: (db) => db.execute("CREATE TABLE b (id INT); CREATE TABLE c (id INT)"),
      }, /step "bad" was to send CREATE TABLE beside CREATE TABLE/],
      ["one that commits by itself behind data", {
        bad: async (db) => {
          await say("x")(db);
          await db.execute("CREATE TABLE c (id INT)");
        },
      }, /step "bad" was to send CREATE TABLE beside INSERT/],
      ["data behind one that commits by itself", {
        bad: async (db) => {
          await db.execute("CREATE TABLE b (id INT)");
          await say("x")(db);
        },
      }, /step "bad" was to send INSERT after CREATE TABLE/],
      ["transaction commands", {
        bad: async (db) => {
          await say("x")(db);
          await db.execute("COMMIT");
        },
      }, /step "bad" was to send COMMIT/],
      [
        "settings",
        { bad: (db) => db.execute("SET SESSION foreign_key_checks = 0") },
        /to send SET/,
      ],
      ["LOCK TABLES", { bad: (db) => db.execute("LOCK TABLES marks WRITE") }, /to send LOCK/],
    ];
    for (const [title, steps, words] of refused) {
      test(
        `${title}: refused before it is sent`,
        on(database, async (project) => {
          const { "make the table": make } = FOUR;
          project.files = files(up({ "make the table": make!, ...steps }));
          const error = await project.failure(project.up());
          assert.match(error.message, words);
          assert.match(error.next ?? "", /run the same command again/);
          assert.equal(await project.exists("c"), false);
          assert.deepEqual(await marks(project), []);
        }),
      );
    }

    test(
      "a variable of an earlier step is refused, which a resumed run would not have",
      on(database, async (project) => {
        project.files = files(up({
          ...FOUR,
          "count": (db) => db.query("SELECT @n := COUNT(*) FROM marks"),
          "use": (db) => db.execute("UPDATE marks SET n = @n"),
        }));
        const error = await project.failure(project.up());
        assert.match(error.message, /step "use" needs what SELECT of an earlier step left/);
      }),
    );

    test(
      "a write outside of the steps is refused; reads and settings are not",
      on(database, async (project) => {
        const module = (outside: string): CodeModule => ({
          up: async (db) => {
            await db.execute("SET SESSION foreign_key_checks = 0");
            await db.query("SELECT COUNT(*) FROM information_schema.tables WHERE 1 = ?", [1]);
            await db.query("SHOW TABLES");
            await up(FOUR).up(db);
            await db.execute(outside);
          },
        });
        project.files = files(module("INSERT INTO marks VALUES ('x', 1)"));
        const error = await project.failure(project.up());
        assert.match(error.message, /INSERT was to be sent outside of a step/);
        project.files = files(module("EXPLAIN SELECT * FROM marks"));
        await project.up();
        await whole(project);
      }),
    );

    test(
      "steps cannot begin behind a write outside of them",
      on(database, async (project) => {
        project.files = {
          "1_a.ts": {
            up: async (db) => {
              await db.execute("CREATE TABLE b (id INT)");
              await db.step("late", () => db.execute("CREATE TABLE c (id INT)"));
            },
          },
        };
        const error = await project.failure(project.up());
        assert.match(error.message, /step "late" was begun after something was written outside/);
        assert.equal(await project.exists("c"), false);
      }),
    );

    test(
      "reads may stand before and behind a statement that commits by itself",
      on(database, async (project) => {
        const look = (db: MigrationDatabase) => db.query("SELECT COUNT(*) FROM marks");
        project.files = files(up({
          ...FOUR,
          "add a column": async (db) => {
            await look(db);
            await db.execute("ALTER TABLE marks ADD COLUMN n INT");
            await look(db);
          },
        }));
        await project.up();
        await whole(project);
      }),
    );

    test(
      "a table without transactions takes one statement a step",
      on(database, async (project) => {
        const make = (db: MigrationDatabase) =>
          db.execute("CREATE TABLE marks (mark VARCHAR(9)) ENGINE = MyISAM");
        const first = files(up({ make, one: say("1") }));
        project.files = first;
        await project.up();
        const two = async (db: MigrationDatabase) => {
          await say("2")(db);
          await say("3")(db);
        };
        project.files = { ...first, "2_b.ts": up({ two }) };
        const error = await project.failure(project.up());
        assert.match(error.message, /step "two" was to send INSERT after INSERT/);
        assert.deepEqual(await marks(project), ["1", "2"]);
      }),
    );

    test(
      "an error caught in a step leaves it whole; a deadlock caught does not",
      on(database, async (project) => {
        project.files = files(up({
          "make the table": (db) => db.execute("CREATE TABLE marks (mark VARCHAR(9) PRIMARY KEY)"),
          "fill it": async (db) => {
            await say("a")(db);
            await say("a")(db).catch(() => {});
            await say("b")(db);
          },
        }));
        await project.up();
        assert.deepEqual(await marks(project), ["a", "b"]);
        const other = await project.fresh.session();
        await project.query("CREATE TABLE rows2 (id INT PRIMARY KEY, n INT)");
        await project.query("INSERT INTO rows2 VALUES (1, 0), (2, 0)");
        const module = project.files["1_a.ts"]!;
        project.files = {
          "1_a.ts": module,
          "2_b.ts": up({
            "meet another": async (db) => {
              await say("lost")(db);
              await db.execute("UPDATE rows2 SET n = n + 1 WHERE id = 1");
              await other.query("START TRANSACTION");
              // the heavier of the two is not the one to give way
              await other.query(
                "INSERT INTO marks VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6')",
              );
              await other.query("UPDATE rows2 SET n = n + 1 WHERE id = 2");
              const waits = other.query("UPDATE rows2 SET n = n + 1 WHERE id = 1");
              await db.execute("UPDATE rows2 SET n = n + 1 WHERE id = 2").catch(() => {});
              await waits.finally(() => other.query("ROLLBACK"));
              await say("more")(db);
            },
          }),
        };
        const error = await project.failure(project.up());
        assert.match(error.message, /2_b failed in step "meet another"/);
        assert.match(error.server?.message ?? "", /[Dd]eadlock/);
        assert.deepEqual(await marks(project), ["a", "b"]);
      }),
    );
  });
}
