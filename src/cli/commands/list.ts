import { defineCommand } from "../command.ts";
import { renderList } from "../help.ts";

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
    if (context.options["json"]) {
      const tasks = commands.map(({ name, aliases, summary, own, needs }) => ({
        name,
        aliases,
        summary,
        ...(own ? { own } : {}),
        ...(needs ? { needs } : {}),
      }));
      streams.out(JSON.stringify({ type: "tasks", tasks }) + "\n");
    } else streams.out(renderList(commands, program));
    return Promise.resolve(0);
  },
});
