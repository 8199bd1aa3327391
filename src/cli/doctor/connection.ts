import type { Target } from "../../drivers/target.ts";
import { type Check, ok, warning } from "./check.ts";

/** What is known of a session that was had. */
export interface Link {
  /** Without secrets. */
  readonly description: string;
  readonly target: Target;
  /** `TLSv1.3`; empty for none, null where nobody can say. */
  readonly encryption: string | null;
  /** A pooler or proxy stands in between. */
  readonly pooled: boolean;
  /** How long one question took, in milliseconds. */
  readonly roundTripMs: number;
}

/** How the database is reached. */
export function checkConnection(link: Link): Check {
  const { description, target, encryption, pooled, roundTripMs } = link;
  const name = "connection";
  if (target.dialect === "sqlite") return ok(name, description);
  const more = [
    `an answer takes ${roundTripMs < 10 ? roundTripMs.toFixed(1) : Math.round(roundTripMs)} ms`,
    ...(pooled
      ? ["a pooler or proxy stands in between; what is said here is of its own link"]
      : []),
  ];
  if (encryption) return ok(name, `${description}, encrypted (${encryption})`, more);
  if (encryption === null || isLocal(target)) {
    return ok(name, `${description}${encryption === null ? "" : ", not encrypted"}`, more);
  }
  return {
    ...warning(
      name,
      `${description} is reached without encryption`,
      target.dialect === "postgres"
        ? "add ?sslmode=verify-full (or require) to the URL"
        : "add ?ssl-mode=VERIFY_IDENTITY (or REQUIRED) to the URL",
    ),
    more,
  };
}

function isLocal(target: Exclude<Target, { dialect: "sqlite" }>): boolean {
  const hosts = target.dialect === "postgres"
    ? target.hosts.map(({ host }) => host)
    : [target.socketPath ?? target.host];
  return hosts.every((host) =>
    host.startsWith("/") || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)
  );
}
