import { DriverError } from "../connection.ts";

const SECOND_WITHIN_MS = 5_000;

/**
 * Takes a client of a pool. The first is waited for as long as the pool does; a
 * second one, while the first is out, only for a while: it may be the first
 * that the pool waits for.
 *
 * @throws {DriverError} `refused`, if there was no second one in time
 */
export async function take<Client>(
  taking: Promise<Client>,
  isSecond: boolean,
  release: (client: Client) => void,
): Promise<Client> {
  if (!isSecond) return await taking;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), SECOND_WITHIN_MS);
  });
  const taken = await Promise.race([taking, tooLate]).finally(() => clearTimeout(timer));
  if (taken !== null) return taken;
  taking.then(release, () => {}); // nobody waits for it any more
  throw new DriverError(
    "refused",
    null,
    `the pool gave no second client within ${SECOND_WITHIN_MS / 1000} s`,
  );
}
