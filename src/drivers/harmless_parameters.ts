/** Of these the value may be shown; the value of any other may be a secret. In lower case. */
const HARMLESS: ReadonlySet<string> = new Set([
  // who and where
  ..."user username uid host hostaddr server port database dbname db socket socketpath".split(" "),
  ..."unix_socket unixsocket schema currentschema search_path service".split(" "),
  "user id",
  "data source",
  "initial catalog",
  // libpq
  ..."application_name fallback_application_name connect_timeout client_encoding".split(" "),
  ..."sslmode sslnegotiation sslrootcert sslcert sslkey channel_binding passfile".split(" "),
  ..."target_session_attrs gssencmode load_balance_hosts keepalives keepalives_idle".split(" "),
  ..."keepalives_interval keepalives_count tcp_keepalives tcp_user_timeout".split(" "),
  // MySQL's clients and drivers
  ..."ssl ssl-mode ssl_mode tls usessl ssl-ca ssl_ca sslca ssl-cert ssl_cert ssl-key ssl_key".split(
    " ",
  ),
  ..."charset collation timezone servertimezone connect-timeout connecttimeout".split(" "),
  ..."multistatements multiplestatements allowmultiqueries".split(" "),
  // SQLite, and what poolers and other tools want
  ..."mode cache immutable nolock pgbouncer connection_limit pool_timeout".split(" "),
]);

/** Whether the value of a URL's or connection string's parameter may be shown to people. */
export function isHarmlessParameter(name: string): boolean {
  return HARMLESS.has(name.trim().toLowerCase());
}
