import type { Finding } from "./finding.ts";

/**
 * A finding as a workflow command of GitHub Actions, which shows it beside the
 * line of the file. One line, without its line end. Source: GitHub, "Workflow
 * commands for GitHub Actions"; the escapes are those of actions/toolkit.
 *
 * ```text
 * ::error file=migrations/2_b.up.sql,line=7,col=1,title=dunlin%3A migration-failed::…
 * ```
 */
export function githubAnnotation({ severity, code, message, more, where }: Finding): string {
  const properties = [
    ["file", where?.file],
    ["line", where?.line],
    ["col", where?.column],
    ["title", `dunlin: ${code}`],
  ].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(`${value}`)}`]
  );
  return `::${severity} ${properties.join(",")}::${escapeText([message, ...more].join("\n"))}`;
}

function escapeText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
