import { readFile } from "node:fs/promises";
import { DriverError } from "./connection.ts";
import type { TlsSettings } from "./target.ts";

/** What `tls.connect` is given, and nothing more. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Present where the name in the certificate is not to be compared. */
  readonly checkServerIdentity?: () => undefined;
}

/**
 * Turns libpq's words into what node's TLS takes, reading the named files.
 * `require` encrypts without looking at the certificate, `verify-ca` looks at
 * who signed it, `verify-full` at its name too.
 *
 * @throws {DriverError} If a named file cannot be read.
 */
export async function tlsOptions(settings: TlsSettings): Promise<TlsOptions> {
  const named = settings.rootCert !== null && settings.rootCert !== "system";
  const verifies = settings.mode === "verify-ca" || settings.mode === "verify-full";
  return {
    rejectUnauthorized: verifies,
    ...(named && verifies ? { ca: await readCertificate(settings.rootCert!) } : {}),
    ...(settings.cert === null ? {} : { cert: await readCertificate(settings.cert) }),
    ...(settings.key === null ? {} : { key: await readCertificate(settings.key) }),
    ...(settings.keyPassword === null ? {} : { passphrase: settings.keyPassword.reveal() }),
    ...(settings.mode === "verify-full" ? {} : { checkServerIdentity: () => undefined }),
  };
}

async function readCertificate(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string };
    const denied = name === "NotCapable" || code === "EACCES";
    throw new DriverError(
      denied ? "permission" : "refused",
      code ?? null,
      `the TLS file ${path} cannot be read: ${(error as Error).message}`,
    );
  }
}
