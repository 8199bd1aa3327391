import type { Source, SourceFile } from "./source.ts";

/** The files of a source, without the texts that can come later. @throws {DunlinError} As `Source.list` */
export function listLate(source: Source): Promise<readonly SourceFile[]> {
  return source.listLate?.() ?? source.list();
}
