const BASE32 = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, lower case, as multibase `b` wants it
/** CID version 1, then the content codec, then multihash sha2-256 with its length of 32 bytes. */
const SHA2_256 = [0x12, 0x20];
const RAW = 0x55;

/**
 * The id an AT Protocol server gives these bytes as a blob: CIDv1, codec `raw`, SHA-256, base32.
 * Source: atproto.com/specs/data-model, "Link and CID formats".
 */
export async function blobCid(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `b${base32(Uint8Array.of(1, RAW, ...SHA2_256, ...hash))}`;
}

function base32(bytes: Uint8Array): string {
  let out = "";
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32.charAt((pending >> bits) & 31);
    }
    pending &= (1 << bits) - 1;
  }
  return bits === 0 ? out : out + BASE32.charAt((pending << (5 - bits)) & 31);
}
