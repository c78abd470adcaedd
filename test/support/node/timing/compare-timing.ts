/** How long two kinds of request take, measured from outside and side by side. */

export interface TimingPair {
  /** The two kinds; each call is one request, told its number. Resolves when the whole answer has come. */
  readonly known: (run: number) => Promise<void>;
  readonly unknown: (run: number) => Promise<void>;
}

/**
 * `even` within the bound, `told` beyond it; `unsure` when this computer is so busy that what is beyond the bound may be
 * noise.
 */
type Verdict = "even" | "unsure" | "told";

export interface TimingResult {
  readonly runs: number;
  /** Medians in milliseconds. */
  readonly known: number;
  readonly unknown: number;
  readonly difference: number;
  /** What the difference may be. */
  readonly allowed: number;
  /** How much of it may be noise, 99 times in 100. */
  readonly noise: number;
  readonly verdict: Verdict;
}

/** The medians may differ by 10 ms or 5 %, whichever is more: below that a network hides it from any practical number of tries. */
const ALLOWED_MS = 10;
const ALLOWED_SHARE = 0.05;
/** 99 % of a normal distribution lie within so many standard errors. */
const NOISE_ERRORS = 2.58;

/**
 * Runs both kinds `runs` times, interleaved and taking turns at going first, so that whatever else this computer does
 * hits both alike. While the medians are too far apart it goes on, up to `most` runs: noise evens out, a leak does not.
 * The first `warmUp` pairs are not counted.
 */
export async function compareTiming(
  pair: TimingPair,
  {
    runs,
    most = runs,
    warmUp = 3,
  }: { readonly runs: number; readonly most?: number; readonly warmUp?: number },
): Promise<TimingResult> {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let run = 0; run < most + warmUp; run += 1) {
    const turns = [
      { ask: pair.known, times: known },
      { ask: pair.unknown, times: unknown },
    ];
    if (run % 2 === 1) turns.reverse();
    for (const { ask, times } of turns) {
      const startedAt = performance.now();
      await ask(run);
      if (run >= warmUp) times.push(performance.now() - startedAt);
    }
    if (known.length > 0 && known.length % runs === 0 && judge(known, unknown).verdict === "even") break;
  }
  return judge(known, unknown);
}

/** The verdict over two lists of times in milliseconds, of equal length. */
export function judge(known: readonly number[], unknown: readonly number[]): TimingResult {
  const medians = { known: quantile(known, 0.5), unknown: quantile(unknown, 0.5) };
  const difference = Math.abs(medians.known - medians.unknown);
  const allowed = Math.max(ALLOWED_MS, ALLOWED_SHARE * Math.min(medians.known, medians.unknown));
  const noise = NOISE_ERRORS * Math.hypot(medianError(known), medianError(unknown));
  const verdict = difference <= allowed ? "even" : difference <= allowed + noise ? "unsure" : "told";
  return { runs: known.length, ...medians, difference, allowed, noise, verdict };
}

/** Standard error of a median, from the middle half: sd = IQR / 1.349, and π/2 as much variance as a mean has. */
function medianError(values: readonly number[]): number {
  const spread = (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349;
  return Math.sqrt(Math.PI / 2 / values.length) * spread;
}

/** Linear between the two nearest. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
