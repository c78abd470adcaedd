const MAX_BITS = 12;
const MAX_CODES = 2 ** MAX_BITS;

/**
 * Unpacks GIF's variant of LZW (GIF89a, appendix F) into `out`, one byte an index. `codeBits` is the size byte before the
 * data, 2 to 8. Gives how many indexes there were: it stops at the end code, at the end of the data and when `out` is
 * full. Throws for a code that cannot be.
 */
export function unpackLzw(data: Uint8Array, codeBits: number, out: Uint8Array): number {
  const clear = 1 << codeBits;
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const length = new Uint16Array(MAX_CODES);
  for (let code = 0; code < clear; code += 1) {
    suffix[code] = code;
    length[code] = 1;
  }
  let bits = codeBits + 1;
  let next = clear + 2;
  let before = -1;
  let held = 0;
  let heldBits = 0;
  let filled = 0;
  for (let at = 0; at < data.length || heldBits >= bits;) {
    while (heldBits < bits && at < data.length) {
      held |= (data[at] as number) << heldBits;
      heldBits += 8;
      at += 1;
    }
    if (heldBits < bits) break;
    const code = held & ((1 << bits) - 1);
    held >>>= bits;
    heldBits -= bits;
    if (code === clear) {
      bits = codeBits + 1;
      next = clear + 2;
      before = -1;
      continue;
    }
    if (code === clear + 1) break;
    if (code > next || (code === next && before < 0) || (before < 0 && code >= clear)) {
      throw new RangeError("the LZW data has an impossible code");
    }
    // A code that is not known yet is the last string and its first index again.
    const known = code < next;
    const size = known ? (length[code] as number) : (length[before] as number) + 1;
    const end = Math.min(filled + size, out.length);
    let walk = known ? code : before;
    let place = filled + size - (known ? 1 : 2);
    while (place >= filled) {
      if (place < out.length) out[place] = suffix[walk] as number;
      walk = prefix[walk] as number;
      place -= 1;
    }
    const start = out[filled] as number;
    if (!known && filled + size <= out.length) out[filled + size - 1] = start;
    if (before >= 0 && next < MAX_CODES) {
      prefix[next] = before;
      suffix[next] = start;
      length[next] = (length[before] as number) + 1;
      next += 1;
      if (next === 1 << bits && bits < MAX_BITS) bits += 1;
    }
    before = code;
    filled = end;
    if (filled === out.length) break;
  }
  return filled;
}
