const ALPHABET = "0123456789abcdefghijkmnpqrstuvwxyz"; // no l or o: ids are read aloud sometimes
const LENGTH = 26; // 26 × log2(34) = 132 bits: unguessable, so a public id gives nothing away

type IdPrefix =
  | "usr"
  | "img"
  | "var"
  | "look"
  | "con"
  | "syn"
  | "tgt"
  | "ses"
  | "obx"
  | "req"
  | "evt"
  | "eml"
  | "dead"
  | "lkp"
  | "idn"
  | "psk"
  | "rrn"
  | "cap"
  | "lse"
  | "att";

/** A new random public id such as `img_7k2…`: the prefix names the kind, the rest is 132 random bits. */
export function newId(prefix: IdPrefix): string {
  let out = "";
  while (out.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // 238 = 7 × 34: bytes above would favour the first letters.
      if (byte < 238 && out.length < LENGTH) out += ALPHABET[byte % 34];
    }
  }
  return `${prefix}_${out}`;
}
