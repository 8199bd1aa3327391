/** What the caller of a driver may add to its target. */
export interface OpenOptions {
  /** Shown by the server for this session, where the URL has no name for it. */
  readonly applicationName?: string | undefined;
  /** Gives up connecting; the reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}
