/** A number of bytes for people, in the units of disks and packets: `9.5 MB`, `1 GB`. */
export function sizeWords(bytes: number): string {
  const unit = UNITS.findLast(({ size }) => bytes >= size) ?? UNITS[0];
  const count = bytes / unit.size;
  const shown = count >= 100 || unit.size === 1 ? Math.round(count) : Math.round(count * 10) / 10;
  return `${shown} ${unit.name}`;
}

const UNITS = [
  { size: 1, name: "bytes" },
  { size: 1024, name: "kB" },
  { size: 1024 ** 2, name: "MB" },
  { size: 1024 ** 3, name: "GB" },
] as const;
