type Method = (this: unknown, ...args: never[]) => unknown;

/**
 * How many characters a piece of work looks at, whatever the machine is busy
 * with: those that the methods of strings and of regular expressions pass over
 * meanwhile, and one for every call. A text that is searched again from its
 * start, or joined anew and searched, shows as more of them.
 *
 * @param act Synchronous: whatever runs meanwhile is counted
 */
export function charactersLookedAt(act: () => void): number {
  const counting = countCharacters();
  try {
    act();
    return counting.count();
  } finally {
    counting.stop();
  }
}

/** {@linkcode charactersLookedAt} of work that waits in between. */
export async function charactersLookedAtBy(act: () => Promise<void>): Promise<number> {
  const counting = countCharacters();
  try {
    await act();
    return counting.count();
  } finally {
    counting.stop();
  }
}

function countCharacters(): { count(): number; stop(): void } {
  let count = 0;
  const undo = [
    ...SEARCHES.map((name) =>
      replaced(String.prototype, name, (method) =>
        function (this: unknown, ...args: unknown[]) {
          const found = method.apply(this, args as never[]);
          count += 1 + passed(String(this).length, args, found);
          return found;
        })
    ),
    ...COPIES.map((name) =>
      replaced(String.prototype, name, (method) =>
        function (this: unknown, ...args: unknown[]) {
          const copy = method.apply(this, args as never[]);
          count += 1 + String(copy).length;
          return copy;
        })
    ),
    ...LOOKS.map((name) =>
      replaced(String.prototype, name, (method) =>
        function (this: unknown, ...args: unknown[]) {
          count++;
          return method.apply(this, args as never[]);
        })
    ),
    replaced(RegExp.prototype, "exec", (method) =>
      function (this: unknown, ...args: unknown[]) {
        const pattern = this as RegExp;
        const from = pattern.global || pattern.sticky ? pattern.lastIndex : 0;
        const match = method.apply(pattern, args as never[]) as RegExpExecArray | null;
        // a sticky pattern that fails looks no further than where it stands, as far as one can tell
        const end = match
          ? match.index + match[0].length
          : pattern.sticky
          ? from
          : String(args[0]).length;
        count += 1 + Math.max(0, end - from);
        return match;
      }),
  ];
  return {
    count: () => count,
    stop: () => {
      for (const put of undo) put();
    },
  };
}

const SEARCHES = ["indexOf", "includes"] as const;
const COPIES = ["slice", "substring", "toUpperCase", "toLowerCase", "replaceAll"] as const;
const LOOKS = ["charCodeAt", "codePointAt", "charAt", "at", "startsWith", "endsWith"] as const;

/** From where a search began to where it ended, which is the end of the text if it found nothing. */
function passed(length: number, args: readonly unknown[], found: unknown): number {
  const from = typeof args[1] === "number" ? args[1] : 0;
  return Math.max(0, (typeof found === "number" && found >= 0 ? found : length) - from);
}

function replaced(
  prototype: object,
  name: string,
  by: (method: Method) => (this: unknown, ...args: unknown[]) => unknown,
): () => void {
  const before = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  Object.defineProperty(prototype, name, { ...before, value: by(before.value as Method) });
  return () => Object.defineProperty(prototype, name, before);
}
