import type { Event, EventListener } from "./event.ts";

type NoticeEvent = Extract<Event, { readonly type: "notice" }>;

/** A trigger may say something else of every row: so many different ones are told of one migration. */
const MOST_TOLD = 1000;

/** Events in the middle of a migration; all others end what is counted. */
const WITHIN: readonly Event["type"][] = [
  "warning",
  "statement_kept",
  "statement_proved",
  "migration_progress",
];

/**
 * Tells each notice once: one with the same words, code and place is counted, and
 * how often it came again is told, as `repeated`, before its migration is said to
 * have ended. Behind the first thousand of a migration others are only counted.
 */
export class NoticeFold {
  readonly #listener: EventListener;
  #seen = new Map<string, { readonly event: NoticeEvent; repeated: number }>();
  #untold: { readonly event: NoticeEvent; count: number } | null = null;

  constructor(listener: EventListener) {
    this.#listener = listener;
  }

  hear(event: Event): void {
    if (event.type === "notice") return this.#notice(event);
    try {
      if (!WITHIN.includes(event.type)) this.end();
    } finally {
      this.#listener(event); // a listener that throws must hear what follows
    }
  }

  /** Tells what was counted; to be called where no other event follows. */
  end(): void {
    const [seen, untold] = [this.#seen, this.#untold];
    [this.#seen, this.#untold] = [new Map(), null];
    for (const { event, repeated } of seen.values()) {
      if (repeated > 0) this.#listener({ ...event, repeated });
    }
    if (untold === null) return;
    const { count, event: { id, severity } } = untold;
    const message = `${count} more ${count === 1 ? "is" : "are"} not told`;
    this.#listener({ type: "notice", id, severity, code: null, message });
  }

  #notice(event: NoticeEvent): void {
    const key = JSON.stringify(event);
    const known = this.#seen.get(key);
    if (known) known.repeated++;
    else if (this.#seen.size < MOST_TOLD) {
      this.#seen.set(key, { event, repeated: 0 });
      this.#listener(event);
    } else {this.#untold = {
        event: this.#untold?.event ?? event,
        count: (this.#untold?.count ?? 0) + 1,
      };}
  }
}
