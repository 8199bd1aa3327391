import { postgres } from "../dialects/postgres.ts";
import type { Grammar } from "./grammar.ts";
import { quoteName } from "./quote_name.ts";
import { POSTGRES_TYPES } from "./types_postgres.ts";

/** PostgreSQL 14 and later. */
export const postgresGrammar: Grammar = {
  flavor: "postgres",
  title: postgres.title,
  types: POSTGRES_TYPES,
  longestName: { most: 63, unit: "bytes" },
  quote: (name) => quoteName(name, postgres.quote),
  literal: postgres.literal,
  keys: {
    bigint: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    uuid: "uuid PRIMARY KEY DEFAULT gen_random_uuid()",
  },
  keyTypes: { bigint: "bigint", uuid: "uuid" },
  now: {
    moment: "now()",
    datetime: "LOCALTIMESTAMP",
    date: "CURRENT_DATE",
    time: "LOCALTIME",
  },
  newUuid: "gen_random_uuid()",
  booleans: ["false", "true"],
  bracketsExpressions: false,
  bracketsLiterals: [],
  comments: "statement",
  indexesInTable: false,
  arrays: true,
  unsigned: false,
  timestamps: [
    ["created_at", "timestamptz NOT NULL DEFAULT now()"],
    ["updated_at", "timestamptz NOT NULL DEFAULT now()"],
  ],
};
