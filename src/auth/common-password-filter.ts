import nodeCrypto from "node:crypto";

/** Size of the committed filter. 19.3 bits an entry for the 112,130 entries of today. */
export const COMMON_PASSWORD_FILTER_BYTES = 264 * 1024;
/** Bits set for an entry: the best whole number for that size, size/entries * ln 2. */
const BITS_AN_ENTRY = 13;

interface CommonPasswordFilter {
  add(password: string): void;
  has(password: string): boolean;
}

/**
 * A Bloom filter over `bytes`: never misses what was added; of other passwords it takes at most 1 in 10,000 for an entry,
 * (1 - e^(-13/19.3))^13 = 9.5e-5. The same on every machine, in any order of adding. Upper and lower case and the Unicode
 * forms of one password count as one.
 *
 * The positions are the first words of SHA-512, 32 bits each, so they are independent and no hash of our own is needed.
 * Ours because of the packages there are, `bloomfilter` has no types and copies the bits word by word at every start,
 * `bloom-filters` brings lodash and seven more, and `binary-fuse-filter` is fixed at 1 in 256.
 */
export function createCommonPasswordFilter(bytes: Uint8Array): CommonPasswordFilter {
  const positionsOf = (password: string) => {
    const digest = nodeCrypto.createHash("sha512").update(fold(password)).digest();
    const words = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
    return Array.from({ length: BITS_AN_ENTRY }, (_, n) => words.getUint32(n * 4) % (bytes.length * 8));
  };
  return {
    add(password) {
      for (const position of positionsOf(password)) {
        const index = position >>> 3;
        bytes[index] = (bytes[index] ?? 0) | (1 << (position & 7));
      }
    },
    has: (password) =>
      positionsOf(password).every((position) => ((bytes[position >>> 3] ?? 0) & (1 << (position & 7))) !== 0),
  };
}

function fold(password: string): string {
  return password.toLowerCase().normalize("NFC");
}
