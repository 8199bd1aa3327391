import { mysql } from "../dialects/mysql.ts";
import type { Grammar } from "./grammar.ts";
import { quoteName } from "./quote_name.ts";
import { MYSQL_TYPES } from "./types_mysql.ts";

/** MySQL 8.0.13 and later, the first with expressions as defaults. */
export const mysqlGrammar: Grammar = {
  flavor: "mysql",
  title: mysql.title,
  types: MYSQL_TYPES,
  longestName: { most: 64, unit: "characters" },
  quote: (name) => quoteName(name, mysql.quote),
  literal: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
  keys: {
    bigint: "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    uuid: "char(36) CHARACTER SET ascii NOT NULL DEFAULT (uuid()) PRIMARY KEY",
  },
  keyTypes: { bigint: "bigint", uuid: "char(36) CHARACTER SET ascii" },
  now: {
    moment: "CURRENT_TIMESTAMP{precision}",
    datetime: "CURRENT_TIMESTAMP{precision}",
    date: "(CURRENT_DATE)",
    time: "(CURRENT_TIME)",
    year: "(year(CURRENT_DATE))",
  },
  newUuid: "(uuid())",
  booleans: ["false", "true"],
  bracketsExpressions: true,
  bracketsLiterals: ["json", "binary"],
  comments: "attribute",
  indexesInTable: true,
  arrays: false,
  unsigned: true,
  timestamps: [
    ["created_at", "datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)"],
    [
      "updated_at",
      "datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
    ],
  ],
};
