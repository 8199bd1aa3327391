import type { Collection } from "../migrations/collect.ts";
import { DEFAULT_POLICY, type Target } from "../plan/step.ts";
import {
  DEFAULT_LEASE_SECONDS,
  DEFAULT_LOCK_WAIT_SECONDS,
  DEFAULT_RETRIES,
  type MigratorOptions,
  type RunOptions,
} from "./migrator_options.ts";
import type { RunRequest } from "./run.ts";
import type { Variables } from "./substitute.ts";

/** One run as it is carried out: what nobody said is filled in. */
export function requestOf(
  { migrations, hooks, late }: Collection,
  options: MigratorOptions,
  target: Target,
  run: RunOptions,
): RunRequest {
  return {
    migrations,
    late,
    target,
    policy: { ...DEFAULT_POLICY, ...options.policy },
    largeCuts: options.largeCuts,
    transaction: options.transaction ?? "each",
    env: options.env,
    order: options.order,
    variables: variablesOf(options.vars),
    hooks,
    retries: options.retries ?? DEFAULT_RETRIES,
    lock: {
      kind: options.lock ?? "auto",
      leaseSeconds: options.leaseSeconds ?? DEFAULT_LEASE_SECONDS,
    },
    lockWaitMs: (options.lockWaitSeconds ?? DEFAULT_LOCK_WAIT_SECONDS) * 1000,
    signal: run.signal,
    cancel: run.cancel,
    onStatement: run.onStatement,
    onEvent: (event) => {
      options.onEvent?.(event);
      run.onEvent?.(event);
    },
  };
}

function variablesOf(vars: MigratorOptions["vars"] = {}): Variables {
  if (typeof vars === "function") return vars;
  return (name) => Object.hasOwn(vars, name) ? vars[name] : undefined;
}
