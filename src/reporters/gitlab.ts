import { createHash } from "node:crypto";
import type { Finding } from "./finding.ts";

/** An entry of a report. Source: GitLab, "Code Quality", "Code Quality report format". */
export interface GitlabEntry {
  readonly description: string;
  readonly check_name: string;
  /** The same from run to run, so that GitLab sees what is new and what is gone. */
  readonly fingerprint: string;
  readonly severity: "minor" | "critical";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * Findings as GitLab's Code Quality report: one JSON array, with a final line
 * end. A finding's fingerprint is made of its code, file and message, not of its
 * line: what only moved is no new finding. Equal ones are counted apart.
 *
 * @param fallback The path for what has no place in a file; GitLab wants one.
 */
export function gitlabReport(findings: readonly Finding[], fallback: string): string {
  const seen = new Map<string, number>();
  const entries = findings.map((finding): GitlabEntry => {
    const { severity, code, message, more, where } = finding;
    const path = where?.file ?? fallback;
    const key = [code, path, message].join("\n");
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return {
      description: [message, ...more].join("\n"),
      check_name: code,
      fingerprint: createHash("sha256").update(`${key}\n${count}`).digest("hex"),
      severity: severity === "error" ? "critical" : "minor",
      location: { path, lines: { begin: where?.line ?? 1 } },
    };
  });
  return JSON.stringify(entries, null, 2) + "\n";
}
