/**
 * A password on its way from a URL to a driver. Printing, logging or
 * serializing it, or whatever holds it, shows `***`.
 */
export class Secret {
  readonly #value: string;

  /** Keeps a text that must not be shown. */
  constructor(value: string) {
    this.#value = value;
  }

  /** The password itself, for the driver alone. */
  reveal(): string {
    return this.#value;
  }

  /** Never the text itself. */
  toString(): string {
    return "***";
  }

  /** Never the text itself. */
  toJSON(): string {
    return "***";
  }
}
