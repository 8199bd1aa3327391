import type { Status } from "../../execution/migrator.ts";
import { type Awaited, waitForMigrations } from "../../execution/wait_for_migrations.ts";
import { formatDuration } from "../../reporters/duration.ts";
import { errorToJson } from "../../reporters/json.ts";
import { escapeText } from "../../reporters/escape.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { openMigrator } from "../open_migrator.ts";
import { say } from "../report.ts";
import { usageError } from "../usage_error.ts";

const DEFAULT_SECONDS = 60;

/** `dunlin migrate:wait`: until someone else has applied what this program needs. */
export const migrateWait = defineCommand({
  name: "migrate:wait",
  aliases: ["wait"],
  summary: "Wait until migrations are applied, by whoever applies them",
  usage: "[VERSION]",
  args: { least: 0, most: 1 },
  options: {
    "timeout": {
      type: "string",
      value: "SECONDS",
      help: "how long to wait; 0 looks once",
      fallback: String(DEFAULT_SECONDS),
    },
  },
  details:
    "For an application that starts beside the job that migrates. Reads only, and locks nothing. Without a " +
    "VERSION it waits for all that this program's files hold. A server that still starts, and a database not " +
    "made yet, are waited for too. Exits with 4 when the time is over.",
  examples: ["migrate:wait", "migrate:wait 20260301120000 --timeout 300"],
  async run(context) {
    const [version] = context.args;
    const waitedMs = await waitForMigrations({
      look: () => look(context),
      timeoutMs: timeoutMs(context),
      signal: context.signal,
      onWaiting: (awaited) => tell(context, awaited),
      ...(version === undefined ? {} : { version }),
    });
    const words = version === undefined ? "all migrations are applied" : `${version} is applied`;
    say(context, `${words} (waited ${formatDuration(waitedMs)})`, { type: "waited", waitedMs });
    return 0;
  },
});

async function look(context: CommandContext): Promise<Status> {
  const migrator = await openMigrator(context, { readOnly: true, asksOnce: true });
  try {
    return await migrator.status();
  } finally {
    await migrator.close();
  }
}

function tell(context: CommandContext, { pending, partial, unreachable, waitedMs }: Awaited): void {
  const words = unreachable
    ? unreachable.message + (unreachable.server ? ` (${unreachable.server.message})` : "")
    : `${pending.length} pending: ${pending.slice(0, 5).join(", ")}${
      pending.length > 5 ? " …" : ""
    }` +
      (partial.length === 0 ? "" : `; begun and not finished: ${partial.join(", ")}`);
  say(context, escapeText(`waiting: ${words}`), {
    type: "waiting",
    pending,
    partial,
    unreachable: unreachable ? errorToJson(unreachable) : null,
    waitedMs,
  });
}

function timeoutMs({ options }: CommandContext): number {
  const given = options["timeout"] ?? String(DEFAULT_SECONDS);
  const seconds = String(given).trim() === "" ? NaN : Number(given);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw usageError(
    `--timeout cannot be ${JSON.stringify(given)}`,
    "it is a number of seconds, 0 or more",
  );
}
