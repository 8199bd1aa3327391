/**
 * The version of a MySQL or MariaDB server as its versioned comments have it:
 * 80036 for `8.0.36`, 101119 for `10.11.19-MariaDB`. undefined where the text
 * does not begin with three numbers. MariaDB's `5.5.5-` for old replicas is
 * left out.
 */
export function serverVersionNumber(version: string): number | undefined {
  const parts = /^(?:5\.5\.5-(?=\d))?(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (parts === null) return undefined;
  return Number(parts[1]) * 10_000 + Number(parts[2]) * 100 + Number(parts[3]);
}
