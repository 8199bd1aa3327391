import process from "node:process";
import { kindsTests, type StatementCase } from "./mysql_kinds.ts";

// what belongs to no database needs a name of this run's own
const OWN = `dunlin_ev_${process.pid}`;
const ACCOUNT = `'${OWN}'@'localhost'`;

const cases: StatementCase[] = [
  { statement: `CREATE DATABASE ${OWN}`, says: "done", cleanup: [`DROP DATABASE ${OWN}`] },
  {
    statement: `CREATE SCHEMA IF NOT EXISTS \`${OWN}-x\` CHARACTER SET utf8mb4`,
    says: "done",
    cleanup: [`DROP DATABASE \`${OWN}-x\``],
  },
  {
    setup: [`CREATE DATABASE ${OWN}`],
    statement: `CREATE OR REPLACE DATABASE ${OWN}`,
    says: "blind",
    on: "mariadb",
    cleanup: [`DROP DATABASE ${OWN}`],
  },
  {
    setup: [`CREATE DATABASE ${OWN}`],
    statement: `ALTER DATABASE ${OWN} COLLATE utf8mb4_bin`,
    says: "harmless",
    cleanup: [`DROP DATABASE ${OWN}`],
  },
  {
    setup: [`CREATE DATABASE ${OWN}`, `CREATE TABLE ${OWN}.t (id INT)`],
    statement: `DROP DATABASE ${OWN}`,
    says: "done",
  },
  { statement: `DROP DATABASE IF EXISTS ${OWN}`, says: "same" },
  {
    setup: [`CREATE DATABASE ${OWN}`, "CREATE TABLE m (id INT)"],
    statement: `RENAME TABLE m TO ${OWN}.m`,
    says: "done",
    cleanup: [`DROP DATABASE ${OWN}`],
  },

  {
    statement: `CREATE USER ${ACCOUNT} IDENTIFIED BY 'Secret-1, x' WITH MAX_USER_CONNECTIONS 2`,
    says: "done",
    cleanup: [`DROP USER ${ACCOUNT}`],
  },
  {
    statement: `CREATE USER IF NOT EXISTS ${OWN}@localhost, '${OWN}b'`,
    says: "done",
    cleanup: [`DROP USER ${ACCOUNT}, '${OWN}b'`],
  },
  {
    setup: [`CREATE USER ${ACCOUNT}`],
    statement: `RENAME USER ${ACCOUNT} TO '${OWN}b'@'localhost'`,
    says: "done",
    cleanup: [`DROP USER '${OWN}b'@'localhost'`],
  },
  {
    setup: [`CREATE USER ${ACCOUNT}`],
    statement: `ALTER USER ${ACCOUNT} IDENTIFIED BY 'Other-1, y'`,
    says: "harmless",
    cleanup: [`DROP USER ${ACCOUNT}`],
  },
  { statement: "ALTER USER USER() IDENTIFIED BY RANDOM PASSWORD", says: "none", on: "mysql" },
  {
    statement: "ALTER USER x IDENTIFIED BY 'a' RETAIN CURRENT PASSWORD",
    says: "none",
    on: "mysql",
  },
  { statement: "ALTER USER x PASSWORD EXPIRE", says: "none" },
  { statement: "ALTER USER x PASSWORD EXPIRE NEVER", says: "harmless" },
  { statement: "SET PASSWORD FOR x = 'y'", says: "harmless", on: "mysql" },
  { statement: "SET DEFAULT ROLE ALL TO x", says: "harmless", on: "mysql" },
  { setup: [`CREATE USER ${ACCOUNT}`], statement: `DROP USER ${ACCOUNT}`, says: "done" },
  { statement: `CREATE ROLE ${OWN}r`, says: "done", cleanup: [`DROP ROLE ${OWN}r`] },
  { setup: [`CREATE ROLE ${OWN}r`], statement: `DROP ROLE ${OWN}r`, says: "done" },
  { statement: "GRANT SELECT ON *.* TO x", says: "harmless" },
  ...[
    ["GRANT SELECT, INSERT ON t", "REVOKE SELECT, INSERT ON t"],
    ["GRANT SELECT, INSERT ON *.*", "REVOKE INSERT ON *.*"],
    ["GRANT ALL ON `dunlin\\_nosuch`.*", "REVOKE ALL PRIVILEGES ON `dunlin\\_nosuch`.*"],
    ["GRANT SELECT (id, a) ON t", "REVOKE SELECT (id) ON TABLE t"],
  ].map(([grant, revoke]): StatementCase => ({
    setup: ["CREATE TABLE t (id INT, a INT)", `CREATE USER ${ACCOUNT}`, `${grant} TO ${ACCOUNT}`],
    statement: `${revoke} FROM ${ACCOUNT}`,
    says: "done",
    cleanup: [`DROP USER ${ACCOUNT}`],
  })),
  {
    setup: ["CREATE TABLE t (id INT)", `CREATE USER ${ACCOUNT}`, `GRANT INSERT ON t TO ${ACCOUNT}`],
    statement: `REVOKE SELECT ON t FROM ${ACCOUNT}`,
    says: "same",
    on: "mariadb",
    cleanup: [`DROP USER ${ACCOUNT}`],
  },
  { statement: "REVOKE r FROM x", says: "harmless" },
  { statement: "REVOKE EXECUTE ON PROCEDURE p FROM x", says: "harmless" },

  {
    statement: `CREATE TABLESPACE ${OWN} ADD DATAFILE '${OWN}.ibd' ENGINE = InnoDB`,
    says: "done",
    on: "mysql",
    cleanup: [`DROP TABLESPACE ${OWN}`],
  },
  {
    setup: [`CREATE TABLESPACE ${OWN} ADD DATAFILE '${OWN}.ibd'`],
    statement: `ALTER TABLESPACE ${OWN} RENAME TO ${OWN}_b`,
    says: "done",
    on: "mysql",
    cleanup: [`DROP TABLESPACE ${OWN}_b`],
  },
  {
    setup: [`CREATE TABLESPACE ${OWN} ADD DATAFILE '${OWN}.ibd'`],
    statement: `DROP TABLESPACE ${OWN}`,
    says: "done",
    on: "mysql",
  },
  {
    setup: [
      `CREATE TABLESPACE ${OWN} ADD DATAFILE '${OWN}.ibd'`,
      `CREATE TABLE shared (id INT) TABLESPACE ${OWN}`,
    ],
    statement: "TRUNCATE shared",
    says: "blind",
    on: "mysql",
    cleanup: ["DROP TABLE shared", `DROP TABLESPACE ${OWN}`],
  },
  { statement: `CREATE TABLESPACE ${OWN}`, says: "none", identity: false, on: "mysql" },
  { statement: "ALTER UNDO TABLESPACE u SET INACTIVE", says: "harmless", on: "mysql" },
  { statement: "CREATE LOGFILE GROUP g ADD UNDOFILE 'u.dat'", says: "none", on: "mysql" },
  {
    statement: "CREATE SPATIAL REFERENCE SYSTEM 990123 NAME 'dunlin' DEFINITION " +
      `'GEOGCS["WGS 84",DATUM["World Geodetic System 1984",SPHEROID["WGS 84",6378137,298.257223563]],` +
      `PRIMEM["Greenwich",0],UNIT["degree",0.017453292519943278],AXIS["Lat",NORTH],AXIS["Lon",EAST]]'`,
    says: "done",
    on: "mysql",
    cleanup: ["DROP SPATIAL REFERENCE SYSTEM 990123"],
  },
  {
    statement: `CREATE RESOURCE GROUP ${OWN} TYPE = USER`,
    says: "done",
    on: "mysql",
    cleanup: [`DROP RESOURCE GROUP ${OWN}`],
  },
  { statement: `ALTER RESOURCE GROUP ${OWN} DISABLE`, says: "harmless", on: "mysql" },
  { statement: "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')", says: "none" },
  { statement: "ALTER SERVER s OPTIONS (HOST 'x')", says: "harmless" },
  { statement: "INSTALL PLUGIN dunlin_nosuch SONAME 'nosuch.so'", says: "refused" },
  { statement: "INSTALL COMPONENT 'file://component_nosuch'", says: "none", on: "mysql" },

  ...[
    "ANALYZE TABLE t, u",
    "OPTIMIZE NO_WRITE_TO_BINLOG TABLE t",
    "REPAIR TABLE t",
    "CHECK TABLE t",
    "FLUSH TABLES",
    "FLUSH PRIVILEGES",
    "CACHE INDEX t IN hot",
    "LOAD INDEX INTO CACHE t",
    "LOCK TABLES t WRITE",
    "UNLOCK TABLES",
    "STOP REPLICA",
    "SET autocommit = 1",
    "ALTER INSTANCE RELOAD TLS",
  ].map((statement): StatementCase => ({ statement, says: "harmless" })),
  ...[
    "CALL p()",
    "EXECUTE s",
    "BEGIN NOT ATOMIC INSERT INTO t VALUES (1); END",
    "IF 1 THEN TRUNCATE t; END IF",
    "RESET BINARY LOGS AND GTIDS",
    "RESET REPLICA ALL",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'x'",
    "IMPORT TABLE FROM 'x.sdi'",
    "CLONE LOCAL DATA DIRECTORY = '/x'",
    "BACKUP STAGE START",
    "ALTER TABLE t IMPORT TABLESPACE",
    "CREATE TEMPORARY TABLE t (id INT)",
    "CREATE WHATEVER x",
    "ALTER TABLE t FROBNICATE x",
    "DROP TABLE 'x",
    "DROP TABLE t /* open",
  ].map((statement): StatementCase => ({ statement, says: "none" })),
];

kindsTests(cases);
