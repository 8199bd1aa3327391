import { defineCommand } from "../command.ts";
import { renderList } from "../help.ts";
import { hasColor } from "../report.ts";
import { tasksObject } from "../help_object.ts";

/** `dunlin list`: the tasks as lines that can be pasted. */
export const list = defineCommand({
  name: "list",
  aliases: [],
  summary: "Show every task",
  args: { least: 0, most: 0 },
  options: {},
  standsAlone: true,
  run(context) {
    const { commands, program, streams } = context;
    if (context.options["json"]) streams.out(JSON.stringify(tasksObject(commands)) + "\n");
    else {
      const page = { columns: streams.columns, color: hasColor(context) };
      streams.out(renderList(commands, program, page));
    }
    return Promise.resolve(0);
  },
});
