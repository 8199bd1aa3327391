import type { StepSummary } from "../events/event.ts";
import { escapeText } from "./escape.ts";

/** What a step's migration is called: `20260301_add_email`, `auth/12_tokens`, `R__views`. */
export function stepLabel({ id, version, name }: StepSummary): string {
  if (version === "") return escapeText(id);
  const namespace = id.slice(0, id.lastIndexOf("/") + 1);
  return escapeText(namespace + version + (name === "" ? "" : `_${name}`));
}
