import { sqlite } from "../dialects/sqlite.ts";
import type { Grammar } from "./grammar.ts";
import { quoteName } from "./quote_name.ts";
import { SQLITE_TYPES } from "./types_sqlite.ts";

// version 4, by the letter: 4 and one of 8, 9, a, b in their places
const NEW_UUID = "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || " +
  "substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || " +
  "substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

/** SQLite 3.40 and later. */
export const sqliteGrammar: Grammar = {
  flavor: "sqlite",
  title: sqlite.title,
  types: SQLITE_TYPES,
  longestName: null,
  quote: (name) => quoteName(name, sqlite.quote),
  literal: sqlite.literal,
  keys: {
    bigint: "INTEGER PRIMARY KEY",
    uuid: `TEXT NOT NULL PRIMARY KEY DEFAULT ${NEW_UUID}`,
  },
  keyTypes: { bigint: "INTEGER", uuid: "TEXT" },
  now: {
    moment: "CURRENT_TIMESTAMP",
    datetime: "CURRENT_TIMESTAMP",
    date: "CURRENT_DATE",
    time: "CURRENT_TIME",
  },
  newUuid: NEW_UUID,
  booleans: ["0", "1"],
  bracketsExpressions: true,
  bracketsLiterals: [],
  comments: "text",
  indexesInTable: false,
  arrays: false,
  unsigned: false,
  timestamps: [
    ["created_at", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"],
    ["updated_at", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"],
  ],
};
