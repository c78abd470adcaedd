/** Checking of OAuth 1.0a signatures with HMAC-SHA1 (RFC 5849 sections 3.2 and 3.4). */
import { createHmac, timingSafeEqual } from "node:crypto";

type Pair = readonly [name: string, value: string];

/** Protocol parameters of `Authorization: OAuth …` (section 3.5.1), decoded; null when there is no such header. */
export function readAuthorization(header: string | null): Map<string, string> | null {
  const list = /^OAuth\s+(.*)$/is.exec(header ?? "")?.[1];
  if (list === undefined) return null;
  const params = new Map<string, string>();
  for (const part of list.split(",")) {
    const [, name, value] = /^\s*([^\s=]+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return null;
    try {
      params.set(decodeURIComponent(name), decodeURIComponent(value));
    } catch {
      return null;
    }
  }
  return params;
}

/**
 * The string that is signed. `url` is the address the client called; `body` are the fields of a form-encoded body and
 * nothing for any other body. A protocol parameter that is in the header and again in the body counts once.
 */
export function signatureBase(
  method: string,
  url: URL,
  header: ReadonlyMap<string, string>,
  body: readonly Pair[],
): string {
  const fromHeader = [...header].filter(([name]) => name !== "realm" && name !== "oauth_signature");
  const rest = [...url.searchParams, ...body].filter(
    ([name, value]) => !(name.startsWith("oauth_") && header.get(name) === value),
  );
  const encoded = [...fromHeader, ...rest].map(([name, value]): Pair => [
    percentEncode(name),
    percentEncode(value),
  ]);
  // By bytes of the encoded form, which is ASCII: plain comparison is byte order.
  const sorted = encoded.toSorted(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)));
  const params = sorted.map(([name, value]) => `${name}=${value}`).join("&");
  return [method.toUpperCase(), `${url.protocol}//${url.host}${url.pathname}`, params]
    .map(percentEncode)
    .join("&");
}

/** Compares in constant time. */
export function isSignedBy(
  signature: string,
  base: string,
  consumerSecret: string,
  tokenSecret: string,
): boolean {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`;
  const expected = createHmac("sha1", key).update(base).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Section 3.6: everything but `A-Z a-z 0-9 - . _ ~`, upper-case hex. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
