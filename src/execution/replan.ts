/** What was planned is no longer true; nothing of the current migration was kept. */
export class Replan extends Error {
  override readonly name = "Replan";
  /** The lock is not held any more: it has to be had again before anything is read. */
  readonly lockLost: boolean;

  /** Nothing has changed: more is known of a file than when it was read. */
  readonly learnt: boolean;

  constructor(reason: string, lockLost = false, learnt = false) {
    super(reason);
    this.lockLost = lockLost;
    this.learnt = learnt;
  }
}
