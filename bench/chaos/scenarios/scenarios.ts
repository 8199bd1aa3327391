import { fewerStatements } from "./fewer_statements.ts";
import { neverRan } from "./never_ran.ts";
import { sameIndex } from "./same_index.ts";
import type { Scenario } from "./scenario.ts";
import { takenOver } from "./taken_over.ts";

/** Known faults by name; the classic file of DML and DDL by turns is a kind of run of `--every-gap`. */
export const SCENARIOS: readonly Scenario[] = [neverRan, sameIndex, fewerStatements, takenOver];
