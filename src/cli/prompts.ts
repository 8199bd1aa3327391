/** One of several answers. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** More of it, for people. */
  readonly hint?: string;
}

/** Questions with more than one line of an answer; a test brings its own. */
export interface Prompts {
  /** One of a list. @returns null if the person gave up */
  select(
    question: {
      readonly message: string;
      readonly choices: readonly Choice[];
      /** The value chosen at first. */
      readonly initial: string;
    },
  ): Promise<string | null>;
  /** A line of text. @returns null if the person gave up */
  text(
    question: {
      readonly message: string;
      /** What stands there at first, and may be edited. */
      readonly initial: string;
      /** What is wrong with an answer, in words; null if nothing is. */
      readonly wrong?: (answer: string) => string | null;
    },
  ): Promise<string | null>;
}
