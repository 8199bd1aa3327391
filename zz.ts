import { countWork } from "./bench/count_work.ts";
import { SCENARIOS } from "./bench/scenario.ts";
import { databaseNamed } from "./tests/contract/databases.ts";
for (const n of ["postgres", "mysql", "mariadb"] as const) { console.log(n); for (const s of ["upToDate", "onePending", "first", "manyFar", "concurrently", "sessionFar", "inPieces"] as const) {
  if (n === "postgres" && (s === "sessionFar" || s === "inPieces")) continue; if (n !== "postgres" && s === "concurrently") continue;
  const w = [await countWork(databaseNamed(n), SCENARIOS[s]), await countWork(databaseNamed(n), SCENARIOS[s])];
  console.log(s, JSON.stringify(w));
} }
