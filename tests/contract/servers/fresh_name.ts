import { randomBytes } from "node:crypto";
import process from "node:process";

/** A name no other test has: `dunlin_t_4711_9f86d081`. */
export function freshName(): string {
  return `dunlin_t_${process.pid}_${randomBytes(4).toString("hex")}`;
}
