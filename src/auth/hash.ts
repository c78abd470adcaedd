function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Lower-case hex SHA-256 of bytes or of a text in UTF-8. */
export async function sha256Hex(data: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return toHex(await crypto.subtle.digest("SHA-256", bytes));
}

/**
 * Upper-case hex SHA-1 of a text in UTF-8: what lists of breached passwords are keyed by. Too weak and too fast for
 * anything of ours.
 */
export async function sha1Hex(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text))).toUpperCase();
}

/** Base64url SHA-256 of a text, without padding: PKCE's S256 (RFC 7636 4.2) and `ath` of a DPoP proof (RFC 9449 4.2). */
export async function sha256Base64Url(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** 256 random bits in base64url: for session cookies, mail links and OAuth state. */
export function randomSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** Base64url without padding (RFC 4648 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** Lower-case hex HMAC-SHA-256 of a text under a key that is a text. */
export async function hmacSha256Hex(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  return toHex(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}
