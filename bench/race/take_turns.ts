/** Someone whose turn comes in every round. */
export interface Turn {
  /** One run; false once there is nothing more to come from it. */
  take(round: number): Promise<boolean>;
}

/**
 * Lets all of them take turns, so that whatever slows the machine meanwhile
 * slows all: round by round, each round begun by another one, and every other
 * round in the opposite order, so that nobody always follows the same one.
 */
export async function takeTurns(turns: readonly Turn[], rounds: number): Promise<void> {
  let left = [...turns];
  for (let round = 0; round < rounds && left.length > 0; round++) {
    const gone = new Set<Turn>();
    for (const turn of orderOf(left, round)) {
      if (!await turn.take(round)) gone.add(turn);
    }
    left = left.filter((turn) => !gone.has(turn));
  }
}

function orderOf<T>(all: readonly T[], round: number): T[] {
  const step = round % 2 === 0 ? 1 : all.length - 1; // forwards, or backwards
  return all.map((_, index) => all[(round + index * step) % all.length]!);
}
