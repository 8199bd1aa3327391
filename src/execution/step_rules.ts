import type { LexicalRules } from "../sql/statement.ts";
import { setsSession } from "./code_statements.ts";
import type { CodeStep } from "./code_step.ts";
import { lostWithSession } from "./lost_session.ts";
import * as refusal from "./step_refusals.ts";
import type { Item } from "./units.ts";

/** What is known of a text a step is about to send. */
export interface StepText {
  /** Its statement that commits by itself, or writes where no ROLLBACK reaches. */
  readonly alone: Item | null;
  /** Its statements that do more than read. */
  readonly writes: readonly Item[];
  readonly rules: LexicalRules;
  /** What earlier steps have left in the session. */
  readonly left: readonly Item[];
}

/**
 * Why a step must not send a text, before it is sent; null where it may. A step
 * is one transaction, or one statement that commits by itself: anything else
 * could not be told apart after a crash.
 */
export function refusedInStep(
  step: CodeStep,
  items: readonly Item[],
  { alone, writes, rules, left }: StepText,
): Error | null {
  for (const item of items) {
    const wrong = refusedAnywhere(step.name, item, rules);
    if (wrong) return wrong;
  }
  const lost = lostWithSession(left, items);
  if (lost) return refusal.leftBefore(step.name, lost);
  const [write] = writes;
  if (alone) {
    if (step.alone) return refusal.secondAlone(step.name, alone, step.alone);
    const other = step.wrote ?? items.find((item) => item !== alone);
    return other ? refusal.aloneBehind(step.name, alone, other) : null;
  }
  return write && step.alone ? refusal.writeBehind(step.name, write, step.alone) : null;
}

function refusedAnywhere(name: string, item: Item, rules: LexicalRules): Error | null {
  const { traits } = item;
  if (traits.transaction !== null && traits.transaction !== "savepoint") {
    return refusal.transactionCommand(name, item);
  }
  if (traits.locksTables) return refusal.locksTables(name, item);
  if (traits.refused !== null) return refusal.never(name, traits.refused);
  return setsSession(item, rules) ? refusal.setting(name, item) : null;
}
