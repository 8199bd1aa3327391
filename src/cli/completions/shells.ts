/** The shells that can be taught. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that can be taught. */
export type Shell = typeof SHELLS[number];
