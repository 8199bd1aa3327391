import { relative, resolve } from "node:path";
import type { Environment } from "../drivers/target.ts";
import type { Finding } from "../reporters/finding.ts";
import type { OptionValues } from "./command.ts";
import { readableEnvironment } from "./environment.ts";
import type { Streams } from "./streams.ts";
import { usageError } from "./usage_error.ts";

/** How a call writes, and what it writes at its end. */
export interface Output {
  readonly options: OptionValues;
  readonly streams: Streams;
  /** To be called once, when nothing more is found. */
  finish(): void;
}

/** Where each service checks a repository out; paths are meant from there. */
const CHECKOUT = { github: "GITHUB_WORKSPACE", gitlab: "CI_PROJECT_DIR" } as const;

/**
 * What `--format` makes of a call:
 *
 * - `text` and `json` leave it as it is; `json` is `--json`;
 * - `github` adds annotations to the text, on standard output;
 * - `gitlab` puts the report alone on standard output, and the text on standard error.
 *
 * @throws {DunlinError} `usage`, if `--json` asks for something else
 */
export async function outputOf(
  options: OptionValues,
  streams: Streams,
  environment: Environment,
): Promise<Output> {
  const format = options["format"];
  const finish = () => {};
  if (format === "json") return { options: { ...options, json: true }, streams, finish };
  if (format === undefined || format === "text" && !options["json"]) {
    return { options, streams, finish };
  }
  if (options["json"]) {
    throw usageError(`--json and --format ${format} exclude each other`, "give one of them");
  }
  const env = readableEnvironment(environment);
  if (format === "github") {
    const { githubAnnotation } = await import("../reporters/github.ts");
    const finding = (one: Finding) =>
      streams.out(githubAnnotation(fromCheckout(one, env[CHECKOUT.github])) + "\n");
    return { options, streams: { ...streams, finding }, finish };
  }
  const { gitlabReport } = await import("../reporters/gitlab.ts");
  const found: Finding[] = [];
  const finding = (one: Finding) => void found.push(fromCheckout(one, env[CHECKOUT.gitlab]));
  return {
    options,
    streams: { ...streams, out: streams.err, finding },
    finish: () => streams.out(gitlabReport(found, "dunlin.json")),
  };
}

/** Outside of the services' own checkout a path is left as the user knows it. */
function fromCheckout(finding: Finding, root: string | undefined): Finding {
  const { where } = finding;
  if (where === undefined || root === undefined || root === "") return finding;
  const path = relative(root, resolve(where.file)).replaceAll("\\", "/");
  return path.startsWith("..") ? finding : { ...finding, where: { ...where, file: path } };
}
