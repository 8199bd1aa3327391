/** Bytes for people, in the units of disks and packets: `512 bytes`, `9.5 MB`, `1.05 GB`; a kB is 1024 bytes. */
export function sizeWords(bytes: number): string {
  const unit = UNITS.find(({ size }) => bytes >= size);
  if (unit === undefined) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const count = bytes / unit.size;
  return `${Number(count.toFixed(count >= 100 ? 0 : unit.decimals))} ${unit.name}`;
}

const UNITS = [
  { size: 2 ** 30, decimals: 2, name: "GB" },
  { size: 2 ** 20, decimals: 1, name: "MB" },
  { size: 2 ** 10, decimals: 1, name: "kB" },
] as const;
