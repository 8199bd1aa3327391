import type { DunlinError } from "../errors.ts";
import { fileProblem } from "./file_problem.ts";
import { LARGE_FILE_BYTES, type LargeText } from "./large_text.ts";
import { sizeWords } from "./size_words.ts";

/** A hook that is not held, refused: hooks run around every migration. */
export function largeHook(path: string, { bytes }: LargeText): DunlinError {
  return fileProblem(path, {
    message: `a hook may have up to ${sizeWords(LARGE_FILE_BYTES)}, ` +
      `and this one has ${sizeWords(bytes)}`,
    next: "make what runs once a migration of its own",
  });
}
