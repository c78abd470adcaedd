/** What an attacker may cost at most. */
export const LIMITS = {
  /** Milliseconds of CPU for one file. The platform ends a job at 30 s. */
  cpuMs: 10_000,
  /** Growth of the process in bytes for anything refused and anything up to `largeMegapixels`. */
  growthBytes: 96 * 1024 * 1024,
  /** The same for pictures above that. */
  largeGrowthBytes: 112 * 1024 * 1024,
  largeMegapixels: 24,
} as const;
