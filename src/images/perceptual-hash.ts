const SIDE = 32;
const KEPT = 8;

/** cos((2x+1)uπ/64) for x in 0..31 and u in 1..8: the constant row and column say nothing about shape. */
const COSINES = Array.from({ length: KEPT }, (_, u) =>
  Float64Array.from({ length: SIDE }, (_unused, x) =>
    Math.cos(((2 * x + 1) * (u + 1) * Math.PI) / (2 * SIDE)),
  ),
);

/**
 * 64-bit perceptual hash of a 32 × 32 luma grid, as 16 hex digits: the signs of its 8 × 8 lowest cosine frequencies
 * against their median. Resizing and recompression change few bits, another picture about half of them.
 */
export function perceptualHash(luma: Float64Array): string {
  const frequencies: number[] = [];
  for (const down of COSINES) {
    for (const across of COSINES) {
      let sum = 0;
      for (let y = 0; y < SIDE; y += 1) {
        for (let x = 0; x < SIDE; x += 1) {
          sum += (luma[y * SIDE + x] as number) * (down[y] as number) * (across[x] as number);
        }
      }
      frequencies.push(sum);
    }
  }
  const sorted = frequencies.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  let hex = "";
  for (let at = 0; at < frequencies.length; at += 4) {
    const bits = frequencies.slice(at, at + 4).map((value) => (value > median ? "1" : "0"));
    hex += Number.parseInt(bits.join(""), 2).toString(16);
  }
  return hex;
}
