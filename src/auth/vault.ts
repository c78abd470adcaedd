/** Secrets at rest: AES-256-GCM under a ring of keys, each value bound to the row it belongs to. */
import type { VaultKeys } from "../config.ts";
import { AppError } from "../errors.ts";
import { toBase64Url } from "./hash.ts";

/** Where a sealed value lives. It cannot be opened anywhere else. */
export interface SealPlace {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  readonly user: string;
  /** A platform id, or empty. */
  readonly platform: string;
}

export interface Vault {
  /** Ids of the ring's keys: new values are sealed under `primary`, values under `others` can still be opened. */
  readonly keyIds: { readonly primary: string; readonly others: readonly string[] };
  /** Returns `v1.<key id>.<iv>.<ciphertext>`, base64url. */
  seal(plain: string, place: SealPlace): Promise<string>;
  /** Throws `unreadable_secret` when the value was altered, moved, or its key is gone. */
  open(sealed: string, place: SealPlace): Promise<string>;
  /** The same value under the primary key. Throws like `open`. */
  reseal(sealed: string, place: SealPlace): Promise<string>;
  /**
   * A name for a value that cannot be read back or guessed without the key: base64url HMAC-SHA-256 under a subkey of
   * the primary key. The same value gets another name for another purpose, and after a change of the primary key.
   */
  blindIndex(purpose: string, value: string): Promise<string>;
}

const VERSION = "v1";
const IV_BYTES = 12; // 96-bit random IV, NIST SP 800-38D 8.2.2

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

function additionalData(place: SealPlace): Uint8Array<ArrayBuffer> {
  const parts = [VERSION, place.table, place.column, place.row, place.user, place.platform];
  return new TextEncoder().encode(JSON.stringify(parts)) as Uint8Array<ArrayBuffer>;
}

/** The id of the key a value is sealed under; null for what is no sealed value. */
export function sealedUnder(sealed: string): string | null {
  const [version, id] = sealed.split(".");
  return version === VERSION && id !== undefined && id !== "" ? id : null;
}

/** A vault over the ring: seals with the primary key, opens with whichever key a value names. */
export function createVault(ring: VaultKeys): Vault {
  const imported = new Map<string, Promise<CryptoKey>>();
  const indexKeys = new Map<string, Promise<CryptoKey>>();
  function key(id: string): Promise<CryptoKey> {
    const raw = ring.keys.get(id);
    if (raw === undefined) throw new AppError(500, "unreadable_secret", `No vault key ${id} is configured.`);
    const known =
      imported.get(id) ?? crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    imported.set(id, known);
    return known;
  }
  function indexKey(purpose: string): Promise<CryptoKey> {
    const known = indexKeys.get(purpose) ?? deriveIndexKey(ring, purpose);
    indexKeys.set(purpose, known);
    return known;
  }
  const vault: Vault = {
    keyIds: { primary: ring.primary, others: [...ring.keys.keys()].filter((id) => id !== ring.primary) },
    async reseal(sealed, place) {
      return vault.seal(await vault.open(sealed, place), place);
    },
    async blindIndex(purpose, value) {
      const mac = await crypto.subtle.sign("HMAC", await indexKey(purpose), new TextEncoder().encode(value));
      return toBase64Url(new Uint8Array(mac));
    },
    async seal(plain, place) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData: additionalData(place) },
        await key(ring.primary),
        new TextEncoder().encode(plain),
      );
      return [VERSION, ring.primary, toBase64Url(iv), toBase64Url(new Uint8Array(sealed))].join(".");
    },
    async open(sealed, place) {
      const [version, id, iv, text] = sealed.split(".");
      if (version !== VERSION || !id || !iv || !text) {
        throw new AppError(500, "unreadable_secret", "A stored secret has an unknown form.");
      }
      try {
        const plain = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv: fromBase64Url(iv), additionalData: additionalData(place) },
          await key(id),
          fromBase64Url(text),
        );
        return new TextDecoder().decode(plain);
      } catch (cause) {
        throw new AppError(500, "unreadable_secret", "A stored secret was altered or moved.", { cause });
      }
    },
  };
  return vault;
}

/** HKDF-SHA-256 (RFC 5869): a key for one purpose that says nothing about the key it comes from. */
async function deriveIndexKey(ring: VaultKeys, purpose: string): Promise<CryptoKey> {
  const raw = ring.keys.get(ring.primary);
  if (raw === undefined) throw new AppError(500, "unreadable_secret", "No primary vault key is configured.");
  const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(`linkarooie blind index ${purpose}`);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    base,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign"],
  );
}
