/** See `MigratorOptions.lock`. */
export type LockKind = "auto" | "native" | "lease";

/** A lock that is held until it is released. */
export interface HeldLock {
  /** Never throws: a failed release ends with the session, and the server frees it then. */
  release(): Promise<void>;
  /** Asks for it again after the session may have lost it. False: another runner has it now. */
  retake(): Promise<boolean>;
  /**
   * A statement that takes it again and raises as a guard does where another has
   * it; null where it is asked by {@linkcode retake} alone.
   */
  readonly insisting: string | null;
  /** The session was made new, and with it the lock is gone. */
  freed(): void;
  /** `insisting` was sent, and did not raise. */
  retaken(): void;
  /** The shortest time an answer took, in milliseconds; 0 where nothing is asked. */
  readonly roundTripMs: number;
  /** Waits for it again. @throws {DunlinError} `lock-timeout`, `interrupted` */
  regain(): Promise<void>;
  /** Asks nobody. @throws {Replan} If it is known here that it was lost */
  assertHeld(): void;
  /** Asks the server, where that can tell more. @throws {Replan} If another runner has it */
  verify(): Promise<void>;
}

/** See `MigratorOptions`. */
export interface LockOptions {
  readonly kind: LockKind;
  readonly leaseSeconds: number;
}
