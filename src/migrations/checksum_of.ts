import { checksum } from "./checksum.ts";
import { decode } from "./decode.ts";
import type { SourceFile } from "./source_file.ts";

/** The checksum of a file's text, also where it is not held; null for what is no text. */
export function checksumOf(file: Pick<SourceFile, "content" | "large">): string | null {
  if (file.large !== undefined) return file.large.refused === null ? file.large.checksum : null;
  const decoded = decode(file.content);
  return decoded.kind === "text" ? checksum(decoded.text) : null;
}
