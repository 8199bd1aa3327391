import type { DatabaseName } from "../../tests/contract/databases.ts";
import type { UpText } from "../workload.ts";

/** What is raced for: a history, what is pending behind it, and a way to the server. */
export interface Race {
  readonly name: string;
  /** For a heading: `1,000 small migrations, each its own transaction`. */
  readonly title: string;
  readonly engines: readonly DatabaseName[];
  /** How many are recorded before the measured run, by the contender itself. */
  readonly recorded: number;
  readonly pending: number;
  /** How much later each message arrives, each way. */
  readonly delayMs: number;
  readonly sql: UpText;
  readonly ownTransactions: boolean;
  /** A run that takes longer has failed. */
  readonly limitMs: number;
  /** Its part of the whole time, beside other races of the same engine. */
  readonly share: number;
}

const SERVERS = ["postgres", "mysql", "mariadb"] as const;
const ALL = [...SERVERS, "sqlite"] as const;

/** A table of its own for each migration. */
const createTable: UpText = (n) =>
  `CREATE TABLE bench_${n} (id INT PRIMARY KEY, name VARCHAR(40));`;

/** How much is migrated; smaller for a trial. */
export interface Sizes {
  /** Migrations near the server, and recorded ones. */
  readonly many: number;
  /** Migrations far from it. */
  readonly far: number;
}

/** The races in the order of the page. */
export function racesOf({ many, far }: Sizes): readonly Race[] {
  const [manyText, farText] = [many, far].map((count) => count.toLocaleString("en-US"));
  const near = { delayMs: 0, recorded: 0, pending: many, limitMs: 60_000, sql: createTable };
  return [
    {
      ...near,
      name: "upToDate",
      title: `nothing to do, ${manyText} recorded`,
      engines: ALL,
      recorded: many,
      pending: 0,
      sql: () => "SELECT 1;",
      ownTransactions: true,
      share: 2,
    },
    {
      ...near,
      name: "upToDateFar",
      title: `nothing to do, ${manyText} recorded, 20 ms each way`,
      engines: SERVERS,
      recorded: many,
      pending: 0,
      delayMs: 20,
      sql: () => "SELECT 1;",
      ownTransactions: true,
      share: 2,
    },
    {
      ...near,
      name: "many",
      title: `${manyText} small migrations, each its own transaction`,
      engines: ALL,
      ownTransactions: true,
      share: 5,
    },
    {
      ...near,
      name: "far",
      title: `${farText} small migrations, 10 ms each way`,
      engines: SERVERS,
      recorded: 1,
      pending: far,
      delayMs: 10,
      ownTransactions: false,
      share: 4,
    },
  ];
}
