import { plural } from "../../reporters/plural.ts";
import { LOCK_OPTIONS } from "../common_options.ts";
import { defineCommand } from "../command.ts";
import { FOUND } from "../exit_code.ts";
import { hasColor } from "../report.ts";

const READABLE_COLUMNS = 100;

/** `dunlin doctor`: looks at everything a run needs, and says what to do. */
export const doctor = defineCommand({
  name: "doctor",
  aliases: [],
  summary: "Check runtime, configuration, files and database; change nothing",
  args: { least: 0, most: 0 },
  options: { "lock": LOCK_OPTIONS["lock"]! },
  details:
    "Exits 3 if there is a problem, each with what to do about it; a warning is none. What " +
    "cannot be looked at, such as a server that is not there, is a finding, and the rest is " +
    "looked at all the same.",
  examples: ["doctor", "doctor --json", "doctor --database postgres://app@db.example/shop"],
  standsAlone: true,
  async run(context) {
    const { options, streams } = context;
    const { examine } = await import("../doctor/examine.ts");
    const { renderChecks } = await import("../doctor/render.ts");
    const checks = await examine(context);
    const count = (verdict: string) => checks.filter((check) => check.verdict === verdict).length;
    const [problems, warnings] = [count("problem"), count("warning")];
    if (options["json"]) {
      for (const { name, verdict, says, more = [], next = null } of checks) {
        streams.out(JSON.stringify({ type: "check", name, verdict, says, more, next }) + "\n");
      }
      streams.out(JSON.stringify({ type: "checked", problems, warnings }) + "\n");
    } else {
      const shown = options["quiet"] ? checks.filter(({ verdict }) => verdict !== "ok") : checks;
      const columns = Number.isFinite(streams.columns) ? streams.columns : READABLE_COLUMNS;
      if (shown.length > 0) {
        streams.out(renderChecks(shown, { columns, color: hasColor(context) }));
      }
      if (!options["quiet"]) {
        streams.out(`${plural(problems, "problem")}, ${plural(warnings, "warning")}\n`);
      }
    }
    for (const { name, verdict, says, more = [], next } of checks) {
      if (verdict === "ok") continue;
      streams.finding?.({
        severity: verdict === "problem" ? "error" : "warning",
        code: `doctor-${name.replaceAll(" ", "-")}`,
        message: says,
        more: [...more, ...(next === undefined ? [] : [`next: ${next}`])],
      });
    }
    return problems > 0 ? FOUND : 0;
  },
});
