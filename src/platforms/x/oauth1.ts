/** OAuth 1.0a request signing with HMAC-SHA1 (RFC 5849 section 3.4). */

export interface OAuth1Keys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token?: string;
  readonly tokenSecret?: string;
}

interface OAuth1Request {
  readonly method: string;
  /** The logical address, query included. */
  readonly url: string | URL;
  /** Further protocol parameters, such as `oauth_callback` and `oauth_verifier`. */
  readonly oauth?: Readonly<Record<string, string>>;
  /** Fields of a form-encoded body. Multipart fields are not signed (3.4.1.3.1) and do not belong here. */
  readonly form?: URLSearchParams;
  readonly nonce: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/** The `Authorization` header of a request, its signature included. */
export async function signOAuth1(keys: OAuth1Keys, request: OAuth1Request): Promise<string> {
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.consumerKey,
    ...(keys.token === undefined ? {} : { oauth_token: keys.token }),
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: String(request.timestamp),
    oauth_nonce: request.nonce,
    oauth_version: "1.0",
    ...request.oauth,
  };
  const base = signatureBase(request.method, request.url, [
    ...Object.entries(oauth),
    ...(request.form ?? []),
  ]);
  const signature = await hmacSha1(`${encode(keys.consumerSecret)}&${encode(keys.tokenSecret ?? "")}`, base);
  const fields = Object.entries({ ...oauth, oauth_signature: signature });
  return `OAuth ${fields.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(", ")}`;
}

/** The signature base string (3.4.1): method, address without query, and all parameters sorted by their encoded form. */
export function signatureBase(
  method: string,
  address: string | URL,
  params: Iterable<readonly [string, string]>,
): string {
  const url = new URL(address);
  const pairs = [...url.searchParams, ...params].map(
    ([name, value]) => [encode(name), encode(value)] as const,
  );
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB));
  const normalised = pairs.map(([name, value]) => `${name}=${value}`).join("&");
  return [method.toUpperCase(), encode(`${url.origin}${url.pathname}`), encode(normalised)].join("&");
}

/** 128 random bits in hex: unique for its second, which is all a nonce has to be (3.3). */
export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** HMAC-SHA1 in base64 (3.4.2). */
export async function hmacSha1(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
  return btoa(String.fromCharCode(...mac));
}

/** Percent-encoding of 3.6: all but RFC 3986's unreserved characters, which `encodeURIComponent` keeps too many of. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Order by bytes; encoded text is ASCII, so code units are bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
