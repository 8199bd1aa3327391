import type { DatabaseName } from "../../tests/contract/databases.ts";
import { LARGE_SHAPES, largeFile, rowsOf } from "./large_file.ts";
import type { Race } from "./race.ts";

/** How much is migrated; smaller for a trial. */
export interface Sizes {
  /** Migrations near the server, and recorded ones. */
  readonly many: number;
  /** Migrations far from it. */
  readonly far: number;
  /** Migrations of a long history. */
  readonly long: number;
  /** The size of a large file, in MB. */
  readonly megabytes: number;
  /** Also a file of 1,000 MB. */
  readonly huge: boolean;
}

const SERVERS: readonly DatabaseName[] = ["postgres", "mysql", "mariadb"];
const ALL: readonly DatabaseName[] = [...SERVERS, "sqlite"];
const HUGE_MB = 1000;

const PLAIN = {
  engines: ALL,
  command: "migrate",
  recorded: 0,
  pending: 0,
  delayMs: 0,
  // a table of its own for each migration
  sql: (n: number) => `CREATE TABLE bench_${n} (id INT PRIMARY KEY, name VARCHAR(40));`,
  rows: null,
  ownTransactions: true,
  single: false,
  limitMs: 60_000,
} as const;

/** The races in the order of the page. */
export function racesOf(sizes: Sizes): readonly Race[] {
  const large = LARGE_SHAPES.map((shape) => largeRace(shape, sizes.megabytes, "large"));
  const huge = LARGE_SHAPES.map((shape) => largeRace(shape, HUGE_MB, "huge"));
  return [...smallRaces(sizes), ...large, ...sizes.huge ? huge : [], ...longRaces(sizes)];
}

function smallRaces({ many, far }: Sizes): Race[] {
  const recorded = { ...PLAIN, recorded: many, sql: () => "SELECT 1;" };
  return [
    {
      ...recorded,
      name: "upToDate",
      title: `nothing to do, ${spoken(many)} recorded`,
      share: 3,
    },
    {
      ...recorded,
      name: "upToDateFar",
      title: `nothing to do, ${spoken(many)} recorded, 20 ms each way`,
      engines: SERVERS,
      delayMs: 20,
      share: 3,
    },
    {
      ...PLAIN,
      name: "many",
      title: `${spoken(many)} small migrations, each its own transaction`,
      pending: many,
      share: 5,
    },
    {
      ...PLAIN,
      name: "far",
      title: `${spoken(far)} small migrations, 10 ms each way`,
      engines: SERVERS,
      recorded: 1,
      pending: far,
      delayMs: 10,
      ownTransactions: false,
      share: 4,
    },
  ];
}

function largeRace(
  shape: (typeof LARGE_SHAPES)[number],
  megabytes: number,
  name: "large" | "huge",
): Race {
  return {
    ...PLAIN,
    name: `${name}${shape.name}`,
    title: `one file of ${spoken(megabytes)} MB: ${shape.title}`,
    engines: shape.engines,
    pending: 1,
    sql: () => ({ file: largeFile(shape, megabytes) }),
    rows: rowsOf(megabytes),
    single: true,
    limitMs: name === "huge" ? 600_000 : 60_000,
    share: 2,
    // one shape shows where the peers go
    ...name === "huge" || shape.name !== "Rows" ? { who: [...OURS, ...RAW] } : {},
  };
}

const RAW = ["psql", "mysql", "mariadb", "sqlite3"];
const OURS = ["dunlin, deno run", "dunlin, bun", "dunlin, compiled by bun"];
const ALL_IN_ONE = ["dunlin, all in one by deno", "dunlin, all in one by bun"];

/** What only dunlin is asked: what others do with 1,000 shows where they go. */
function longRaces({ long }: Sizes): Race[] {
  const recorded = {
    ...PLAIN,
    engines: ["postgres", "mariadb", "sqlite"] as const,
    who: OURS,
    recorded: long,
    sql: () => "SELECT 1;",
    limitMs: 300_000,
    share: 1,
  };
  const files = { ...recorded, engines: ["sqlite"] as const };
  return [
    {
      ...recorded,
      name: "longUpToDate",
      title: `nothing to do, ${spoken(long)} recorded`,
      who: [...OURS, ...ALL_IN_ONE],
    },
    {
      ...recorded,
      name: "longStatus",
      title: `status, ${spoken(long)} recorded`,
      command: "status",
    },
    {
      ...recorded,
      name: "longFirst",
      title: `${spoken(long)} small migrations on an empty database`,
      who: [...OURS, ...RAW],
      recorded: 0,
      single: true,
      pending: long,
      sql: PLAIN.sql,
    },
    {
      ...files,
      name: "longValidate",
      title: `validate, ${spoken(long)} files`,
      command: "validate",
    },
    {
      ...files,
      name: "longCreate",
      title: `create, beside ${spoken(long)} files`,
      command: "create",
    },
  ];
}

function spoken(count: number): string {
  return count.toLocaleString("en-US");
}
