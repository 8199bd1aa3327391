/** A signal that is aborted with the first of two; undefined where there is neither. */
export function eitherOf(
  signal: AbortSignal | undefined,
  cancel: AbortSignal | undefined,
): AbortSignal | undefined {
  return signal && cancel ? AbortSignal.any([signal, cancel]) : signal ?? cancel;
}
