/** The run is to stop, and what would be sent next belongs to a migration that has not begun: it was not sent. */
export class StoppedBetween extends Error {
  override readonly name = "StoppedBetween";

  constructor() {
    super("stopped between two migrations");
  }
}
