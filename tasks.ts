/**
 * Named tasks: a registry of them, and the types a project's `tasks.ts` is
 * written with. dunlin's own commands are such tasks.
 *
 * @example
 * ```ts ignore
 * import type { Tasks } from "@dunlin/dunlin/tasks";
 *
 * export default (tasks: Tasks) => {
 *   tasks.namespace("db", (db) => {
 *     db.add("seed", "Load demo data", async (c) => {
 *       const sql = await c.sql();
 *       await sql.execute("INSERT INTO birds (name) VALUES ('dunlin')");
 *     }, { needs: ["migrate"] });
 *   });
 * };
 * ```
 *
 * @module
 */
export { createTasks } from "./src/tasks/create_tasks.ts";
export type { RunOptions } from "./src/tasks/library_host.ts";
export type { Task, TaskAct, TaskContext, TaskOptions, TaskSettings } from "./src/tasks/task.ts";
export type { Param, TaskDatabase } from "./src/tasks/task_database.ts";
export { TaskStopped } from "./src/tasks/task_stopped.ts";
export type { Tasks } from "./src/tasks/tasks.ts";
