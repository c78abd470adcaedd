/** An authenticator in software: makes and uses passkeys as a browser would hand them over, honest or not. */
import { isoCBOR } from "@simplewebauthn/server/helpers";

import { toBase64Url } from "../../../src/auth/hash.ts";

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };
/** COSE (RFC 9053): EC2 key, ES256, P-256. */
const COSE = { kty: 1, alg: 3, crv: -1, x: -2, y: -3 };

/** What a dishonest browser or authenticator says instead of the truth. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly verified?: boolean;
  readonly present?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly credentialId?: string;
  /** Signs something else. */
  readonly tampered?: boolean;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
}

const utf8 = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export class SoftwarePasskey {
  readonly credentialId: string;
  /** How often it was used; 0 for ever when it is synced. */
  counter = 0;
  userHandle = "";
  readonly #keys: CryptoKeyPair;
  readonly #origin: string;
  readonly #rawId: Uint8Array<ArrayBuffer>;
  readonly #counts: boolean;

  private constructor(keys: CryptoKeyPair, origin: string, counts: boolean) {
    this.#keys = keys;
    this.#origin = origin;
    this.#counts = counts;
    this.#rawId = crypto.getRandomValues(new Uint8Array(32));
    this.credentialId = toBase64Url(this.#rawId);
  }

  /** `counts`: a device of its own, with a counter; a synced passkey otherwise. */
  static async create(origin: string, options: { counts?: boolean } = {}): Promise<SoftwarePasskey> {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const keys = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
    return new SoftwarePasskey(keys, origin, options.counts ?? false);
  }

  /** Answers options for making a passkey. */
  async attest(options: CreationOptions, lies: Lies = {}) {
    this.userHandle = options.user.id;
    const clientData = this.#clientData("webauthn.create", options.challenge, lies);
    const key = await this.#coseKey();
    const id = new Uint8Array([0, this.#rawId.length, ...this.#rawId]);
    const head = await this.#authenticatorData(options.rp.id, FLAGS.attested, lies);
    const authData = new Uint8Array([...head, ...new Uint8Array(16), ...id, ...key]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map<string, string>()],
      ["authData", authData],
    ]);
    return {
      id: this.credentialId,
      rawId: this.credentialId,
      type: "public-key",
      response: {
        clientDataJSON: toBase64Url(clientData),
        attestationObject: toBase64Url(isoCBOR.encode(attestation)),
        transports: ["internal"],
      },
      clientExtensionResults: {},
    };
  }

  /** Answers options for using one. */
  async assert(options: RequestOptions, lies: Lies = {}) {
    if (this.#counts) this.counter += 1;
    const clientData = this.#clientData("webauthn.get", options.challenge, lies);
    const authData = await this.#authenticatorData(options.rpId, 0, lies);
    const signed = new Uint8Array([
      ...authData,
      ...(await sha256(clientData)),
      ...(lies.tampered ? [0] : []),
    ]);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const raw = new Uint8Array(await crypto.subtle.sign(algorithm, this.#keys.privateKey, signed));
    const handle = lies.userHandle === undefined ? this.userHandle : lies.userHandle;
    return {
      id: lies.credentialId ?? this.credentialId,
      rawId: lies.credentialId ?? this.credentialId,
      type: "public-key",
      response: {
        clientDataJSON: toBase64Url(clientData),
        authenticatorData: toBase64Url(authData),
        signature: toBase64Url(toDer(raw)),
        ...(handle === null ? {} : { userHandle: handle }),
      },
      clientExtensionResults: {},
    };
  }

  #clientData(type: string, challenge: string, lies: Lies): Uint8Array<ArrayBuffer> {
    return utf8(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? this.#origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  }

  async #authenticatorData(rpId: string, flags: number, lies: Lies): Promise<Uint8Array<ArrayBuffer>> {
    const all =
      flags | (lies.present === false ? 0 : FLAGS.present) | (lies.verified === false ? 0 : FLAGS.verified);
    const counter = new Uint8Array(4);
    new DataView(counter.buffer).setUint32(0, lies.counter ?? this.counter);
    return new Uint8Array([...(await sha256(utf8(lies.rpId ?? rpId))), all, ...counter]);
  }

  async #coseKey(): Promise<Uint8Array> {
    const raw = new Uint8Array((await crypto.subtle.exportKey("raw", this.#keys.publicKey)) as ArrayBuffer);
    return isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [COSE.kty, 2],
        [COSE.alg, -7],
        [COSE.crv, 1],
        [COSE.x, raw.slice(1, 33)],
        [COSE.y, raw.slice(33)],
      ]),
    );
  }
}

/** WebCrypto signs as r|s, authenticators as an ASN.1 sequence of two integers. */
function toDer(raw: Uint8Array): Uint8Array {
  const integer = (half: Uint8Array) => {
    let start = 0;
    while (start < half.length - 1 && half[start] === 0) start += 1;
    const bytes = half.slice(start);
    const body = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : [...bytes];
    return [0x02, body.length, ...body];
  };
  const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return new Uint8Array([0x30, body.length, ...body]);
}
