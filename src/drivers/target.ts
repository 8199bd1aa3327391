import type { Secret } from "./secret.ts";

/** How a connection is encrypted, in libpq's words. MySQL's modes map onto them. */
export type TlsMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

/** What the URL and the environment say of TLS. The files are read when connecting. */
export interface TlsSettings {
  /** How much is asked of the encryption. */
  readonly mode: TlsMode;
  /** Path of the authorities' certificates; `system` or null: those of the runtime. */
  readonly rootCert: string | null;
  /** Path of the client's certificate. */
  readonly cert: string | null;
  /** Path of the client's key. */
  readonly key: string | null;
  /** Opens the client's key, where that is encrypted. */
  readonly keyPassword: Secret | null;
}

/** One server of a PostgreSQL URL; a host that starts with `/` is a folder of sockets. */
export interface HostAndPort {
  /** A name, an address, or a folder of sockets. */
  readonly host: string;
  /** From 1 to 65535. */
  readonly port: number;
}

/** A PostgreSQL database and how to reach it. */
export interface PostgresTarget {
  /** Tells the three kinds of targets apart. */
  readonly dialect: "postgres";
  /** Tried in this order; never empty. */
  readonly hosts: readonly HostAndPort[];
  /** The role to log in as. */
  readonly user: string;
  /** null: none was named, and none is in the password file. */
  readonly password: Secret | null;
  /** The database's name. */
  readonly database: string;
  /** How the connection is encrypted. */
  readonly tls: TlsSettings;
  /** TLS from the first byte (`sslnegotiation=direct`, PostgreSQL 17). */
  readonly tlsDirect: boolean;
  /** Whether SCRAM is bound to the TLS channel. */
  readonly channelBinding: "disable" | "prefer" | "require";
  /** The name the server shows for the session. */
  readonly applicationName: string | null;
  /** Command-line options for the server process, as PGOPTIONS has them. */
  readonly options: string | null;
  /** 0 waits for ever. */
  readonly connectTimeoutSeconds: number;
  /** Which of several hosts will do. */
  readonly sessionAttributes: "any" | "read-write" | "primary";
  /** Path of the password file, looked into when `password` is null. */
  readonly passFile: string | null;
}

/** A MySQL or MariaDB database and how to reach it. */
export interface MysqlTarget {
  /** Tells the three kinds of targets apart; MariaDB speaks the same protocol. */
  readonly dialect: "mysql";
  /** As the URL has it; what the server is, it says itself. */
  readonly scheme: "mysql" | "mariadb";
  /** A name or an address. */
  readonly host: string;
  /** From 1 to 65535. */
  readonly port: number;
  /** Path of a Unix socket, used instead of host and port. */
  readonly socketPath: string | null;
  /** The account to log in as. */
  readonly user: string;
  /** null: none was named. */
  readonly password: Secret | null;
  /** null: no database is chosen. */
  readonly database: string | null;
  /** How the connection is encrypted. */
  readonly tls: TlsSettings;
  /** A character set or collation, `utf8mb4` unless the URL says otherwise. */
  readonly charset: string;
  /** 0 waits for ever. */
  readonly connectTimeoutSeconds: number;
}

/** A SQLite file. */
export interface SqliteTarget {
  /** Tells the three kinds of targets apart. */
  readonly dialect: "sqlite";
  /** As written, relative to the working folder; `:memory:` for none. */
  readonly path: string;
  /** From `?mode=ro`. */
  readonly readOnly: boolean;
}

/** What a database URL means. */
export type Target = PostgresTarget | MysqlTarget | SqliteTarget;

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;
