/** A seeded generator (mulberry32): the same seed gives the same schedule on every machine. */
export interface Random {
  /** 0 ≤ n < 1. */
  next(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A whole number, low ≤ n < high. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low));
  return {
    next,
    chance: (p) => next() < p,
    between,
    pick: (items) => {
      const item = items[between(0, items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}
