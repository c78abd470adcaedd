/** Content ids as the AT Protocol makes them: raw for blobs, DAG-CBOR for records. Apart from the app's own code on purpose. */
import { createHash } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const RAW = 0x55;
const DAG_CBOR = 0x71;

export function blobCid(bytes: Uint8Array): string {
  return cidOf(RAW, bytes);
}

/** Throws `TypeError` for what the data model has no form for, such as fractions. */
export function recordCid(record: unknown): string {
  return cidOf(DAG_CBOR, encode(record));
}

/** True for a CIDv1 with SHA-256 of either codec. */
export function isCid(text: string): boolean {
  if (!/^b[a-z2-7]{58}$/.test(text)) return false;
  const bytes = fromBase32(text.slice(1));
  return (
    bytes[0] === 1 && (bytes[1] === RAW || bytes[1] === DAG_CBOR) && bytes[2] === 0x12 && bytes[3] === 0x20
  );
}

function cidOf(codec: number, bytes: Uint8Array): string {
  const digest = createHash("sha256").update(bytes).digest();
  return `b${toBase32(Buffer.concat([Buffer.from([1, codec, 0x12, 0x20]), digest]))}`;
}

function encode(value: unknown): Buffer {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return value >= 0 ? head(0, value) : head(1, -1 - value);
  }
  if (typeof value === "string") return sized(3, Buffer.from(value, "utf8"));
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  if (typeof value === "object") return encodeObject(value as Record<string, unknown>);
  throw new TypeError(`the data model has no form for this ${typeof value}`);
}

function encodeObject(object: Record<string, unknown>): Buffer {
  const { $link: link, $bytes: bytes } = object;
  if (typeof link === "string") {
    // Tag 42: a link is the CID's bytes behind a zero byte.
    return Buffer.concat([
      Buffer.from([0xd8, 42]),
      sized(2, Buffer.concat([Buffer.from([0]), fromBase32(link.slice(1))])),
    ]);
  }
  if (typeof bytes === "string") return sized(2, Buffer.from(bytes, "base64"));
  const entries = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [Buffer.from(key, "utf8"), value] as const)
    // Shorter keys first, then bytewise: DAG-CBOR's one allowed order.
    .toSorted(([a], [b]) => a.length - b.length || Buffer.compare(a, b));
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, value]) => [sized(3, key), encode(value)]),
  ]);
}

function sized(major: number, bytes: Buffer): Buffer {
  return Buffer.concat([head(major, bytes.length), bytes]);
}

function head(major: number, value: number): Buffer {
  const type = major << 5;
  if (value < 24) return Buffer.from([type | value]);
  if (value < 0x100) return Buffer.from([type | 24, value]);
  const [extra, size] = value < 0x10000 ? [25, 2] : value < 0x100000000 ? [26, 4] : [27, 8];
  const out = Buffer.alloc(1 + size);
  out[0] = type | extra;
  if (size === 8) out.writeBigUInt64BE(BigInt(value), 1);
  else out.writeUIntBE(value, 1, size);
  return out;
}

function toBase32(bytes: Uint8Array): string {
  let out = "";
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let bits = bytes.length * 8;
  const padding = (5 - (bits % 5)) % 5;
  value <<= BigInt(padding);
  for (bits += padding; bits > 0; bits -= 5)
    out += ALPHABET.charAt(Number((value >> BigInt(bits - 5)) & 31n));
  return out;
}

function fromBase32(text: string): Buffer {
  let value = 0n;
  for (const char of text) value = (value << 5n) | BigInt(Math.max(0, ALPHABET.indexOf(char)));
  const bytes = Math.floor((text.length * 5) / 8);
  value >>= BigInt(text.length * 5 - bytes * 8);
  return Buffer.from(value.toString(16).padStart(bytes * 2, "0"), "hex");
}
