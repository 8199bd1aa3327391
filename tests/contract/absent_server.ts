import process from "node:process";
import { requiredServers } from "./required_servers.ts";

/** What becomes of tests whose server is not there. */
export interface AbsentServer {
  readonly available: false;
  /** The reason, for the `skip` of `node:test`; false where the server is required, so that they fail. */
  readonly skip: string | false;
  readonly fresh: () => Promise<never>;
}

/** No server is named by that variable; said aloud, unless the suite has said so already. */
export function absentServer(name: string, variable: string): AbsentServer {
  const reason = `no ${name} server: ${variable} is not set (\`deno task test\` starts servers)`;
  const required = requiredServers(process.env).includes(name);
  if (!required && process.env["DUNLIN_TEST_RUN"] === undefined) {
    process.stderr.write(`skipping: ${reason}\n`);
  }
  return {
    available: false,
    skip: required ? false : reason,
    fresh: () => Promise.reject(new Error(reason)),
  };
}
