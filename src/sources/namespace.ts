/**
 * The namespace itself, if it can stand before a version in an id: empty, or
 * letters, digits, `_`, `-` and `.`, starting with a letter.
 *
 * @throws {RangeError} If it cannot.
 */
export function checkNamespace(namespace: string): string {
  if (namespace === "" || /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/.test(namespace)) return namespace;
  throw new RangeError(
    `not a namespace: ${JSON.stringify(namespace)}; it has letters, digits, "_", "-" and ".", ` +
      "starts with a letter and has at most 63 characters",
  );
}
