/** Something that is opened when it is first asked for, and once. */
export class Opened<Thing> {
  readonly #open: () => Promise<Thing>;
  #opening: Promise<Thing> | null = null;

  constructor(open: () => Promise<Thing>) {
    this.#open = open;
  }

  /** The thing; where opening failed, the next call tries again. */
  get(): Promise<Thing> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  /** What was opened, if anything was. Never throws. */
  async present(): Promise<Thing | null> {
    return await this.#opening?.catch(() => null) ?? null;
  }
}
