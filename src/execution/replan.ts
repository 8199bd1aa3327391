/** What was planned is no longer true; nothing of the current migration was kept. */
export class Replan extends Error {
  override readonly name = "Replan";
}
