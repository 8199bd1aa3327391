import { Buffer } from "node:buffer";
import { DunlinError, type Place } from "../errors.ts";
import type { StepSummary } from "../events/event.ts";
import type { SqlScript } from "../migrations/migration.ts";
import { sizeWords } from "../size_words.ts";
import type { Preparation } from "./file_reader.ts";
import { placeIn } from "./place_in.ts";
import { placeInItem } from "./place_in_item.ts";
import { labelOf, nameOf } from "./work.ts";
import type { Item } from "./units.ts";

/** Something in a file that is let through, but should be known. */
export interface FileWarning {
  readonly code: string;
  readonly message: string;
  readonly where: Place;
}

/** What a message holds beside the statement: the mark of who sends it. */
const AROUND_BYTES = 300;

/** What reading one migration's file finds: collected, not thrown. */
export class FileFindings {
  readonly problems: DunlinError[];
  readonly warnings: FileWarning[];
  /** How the migration is called in sentences. */
  readonly label: string;
  /** As `migrate:resolve` takes it. */
  readonly version: string;
  readonly #messageBytes: number | null;
  readonly #titles: Pick<Preparation["dialect"], "title" | "raiseMessageBytes">;

  constructor(
    summary: StepSummary,
    { messageBytes, dialect }: Pick<Preparation, "messageBytes" | "dialect">,
    problems: DunlinError[],
    warnings: FileWarning[],
  ) {
    this.label = labelOf(summary);
    this.version = nameOf(summary);
    this.problems = problems;
    this.warnings = warnings;
    this.#messageBytes = messageBytes;
    this.#titles = dialect;
  }

  problem(script: SqlScript, offset: number, message: string, next?: string): void {
    this.#problemAt(placeIn(script, offset), message, next);
  }

  #problemAt(where: Place, message: string, next?: string): void {
    this.problems.push(
      new DunlinError("invalid-migrations", message, {
        where,
        state: "nothing was changed",
        next: next ?? "mend the file, then run the same command again",
      }),
    );
  }

  warn(script: SqlScript, item: Item, code: string, message: string): void {
    this.warnings.push({ code, message, where: placeIn(script, item.statement.start) });
  }

  refuseOwnTables(script: SqlScript, offset: number): void {
    this.problems.push(
      new DunlinError("own-tables-touched", `${this.label} touches dunlin's own tables`, {
        where: placeIn(script, offset),
        state: "nothing was changed",
        next: "take the statement out of the file; nothing but dunlin may write there",
      }),
    );
  }

  /** A statement longer than a message of this server may be is known before anything is sent. */
  checkLength(script: SqlScript, item: Item): void {
    const { number, statement: { text, start } } = item;
    const most = this.#messageBytes;
    if (most === null || text.length * 3 + AROUND_BYTES <= most) return;
    const bytes = Buffer.byteLength(text);
    if (bytes + AROUND_BYTES <= most) return;
    const { title, raiseMessageBytes } = this.#titles;
    this.#problemAt(
      script.large ? placeInItem(script.file, item, start) : placeIn(script, start),
      `statement ${number} is ${
        sizeWords(bytes)
      } long, and this ${title} server takes messages of at most ` +
        sizeWords(most),
      `cut the statement into shorter ones${
        raiseMessageBytes === null ? "" : `, or ${raiseMessageBytes(bytes + AROUND_BYTES)}`
      }`,
    );
  }
}
