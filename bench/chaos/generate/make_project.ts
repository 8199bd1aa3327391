import type { ChaosFile, ChaosStatement, Command, Flavor, Project } from "../project.ts";
import type { Random } from "../random.ts";
import { markSql } from "./dml.ts";
import type { Made, Makers } from "./made.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { sqlite } from "./sqlite.ts";
import type { Words } from "./words.ts";
import { World } from "./world.ts";

const WORDS: Readonly<Record<Flavor, Words>> = { postgres, mysql, mariadb: mysql, sqlite };

const UP = ["migrate"];

/** Makes a project up: 3 to 8 migrations, perhaps a repeatable, and what is done with them. */
export function makeProject(flavor: Flavor, random: Random): Project {
  const words = WORDS[flavor];
  const world = new World();
  const count = random.int(3, 8);
  const files: ChaosFile[] = [];
  const withDown: string[] = [];
  for (let version = 1; version <= count; version++) {
    const made = version === 1 ? firstFile(words, world, random) : fileOf(words, world, random);
    const head = made.noTransaction ? ["-- dunlin: no-transaction"] : [];
    files.push({ name: `${version}_m.up.sql`, head, statements: made.all.map(plain) });
    const down = downOf(version, made.all);
    if (down === null) withDown.length = 0; // only what stands on nothing newer goes down
    else {
      withDown.push(String(version));
      files.push({ name: `${version}_m.down.sql`, head, statements: down });
    }
  }
  const commands = commandsOf(withDown, count, random);
  // a revert forgets a repeatable first, and may be killed then: it runs once more by design
  if (commands.length === 1 && random.chance(0.6)) files.push(repeatable(words, world));
  return { flavor, files, commands };
}

interface MadeFile {
  readonly all: readonly Made[];
  readonly noTransaction: boolean;
}

function firstFile(words: Words, world: World, random: Random): MadeFile {
  const tables = Array.from({ length: 2 }, () => take(words.ddl.slice(0, 1), world, random));
  return { all: [...tables.flat(), ...fileOf(words, world, random).all], noTransaction: false };
}

function fileOf(words: Words, world: World, random: Random): MadeFile {
  const noTransaction = random.chance(words.noTransaction);
  const apart = words.apart.length > 0 && (noTransaction || random.chance(words.mixed));
  const onlyRows = random.chance(0.15);
  const all: Made[] = [];
  const length = random.int(1, 6);
  for (let count = 0; count < length; count++) {
    const share = random.next();
    const makers = apart && share < 0.35
      ? words.apart
      : onlyRows || share > 0.65
      ? words.dml
      : words.ddl;
    all.push(...take(makers, world, random));
  }
  const place = random.int(0, all.length);
  const mark = world.fresh("m");
  // behind a statement of several parts nothing breaks, but the parts stay together
  all.splice(all[place]?.kind === "rebuild" ? all.length : place, 0, {
    kind: "mark",
    sql: markSql(mark),
    undo: "",
  });
  return { all, noTransaction };
}

function take(makers: Makers, world: World, random: Random): readonly Made[] {
  return random.weighted(makers)(world, random);
}

function plain({ sql, kind }: Made): ChaosStatement {
  return { sql, kind };
}

/** What takes a file back, with marks around it that count how often; null if something cannot be. */
function downOf(version: number, all: readonly Made[]): ChaosStatement[] | null {
  if (all.some(({ undo }) => undo === undefined)) return null;
  const undone = all.toReversed().flatMap(({ undo, kind }) =>
    undo ? [{ sql: undo, kind: `undo ${kind}` }] : []
  );
  const mark = (end: string) => ({ sql: markSql(`d${version}${end}`), kind: "mark" });
  return [mark("a"), ...undone, mark("z")];
}

function repeatable(words: Words, world: World): ChaosFile {
  const view = words.replaceView(world.fresh("r"), world.fresh("c")).split("; ");
  return {
    name: "R__view.sql",
    head: [],
    statements: [
      ...view.map((sql) => ({ sql, kind: "replace view" })),
      { sql: markSql(world.fresh("m")), kind: "mark" },
    ],
  };
}

/** Mostly straight up; sometimes down and up again, or redone, in between. */
function commandsOf(withDown: readonly string[], count: number, random: Random): Command[] {
  const up = { args: UP, again: UP };
  if (withDown.length === 0 || random.chance(0.6)) return [up];
  if (random.chance(0.5)) {
    return [up, {
      args: ["migrate:redo"],
      again: UP,
      redoes: String(count),
    }];
  }
  const to = String(Number(random.pick(withDown)) - 1);
  const down = ["migrate:down", "--to", to];
  return [up, { args: down, again: down }, up];
}
