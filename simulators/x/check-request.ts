/** Whether a request to X carries a right OAuth 1.0a signature, and for whom. */
import type { SimClock } from "../clock.ts";
import type { Journal } from "../store.ts";
import { SIM_X_CONSUMER_KEY, SIM_X_CONSUMER_SECRET } from "./credentials.ts";
import { isSignedBy, readAuthorization, signatureBase } from "./oauth1.ts";
import type { XErrorName } from "./x-errors.ts";
import type { XAccessToken, XDocument, XRequestToken } from "./x-state.ts";

/** A client clock may be wrong by this much before X answers with code 135. */
const MAX_SKEW_MS = 5 * 60_000;

/** A nonce counts as used for as long as its timestamp is accepted, on both sides of now. */
export const NONCES_KEPT = 50_000;

export interface SignedRequest {
  /** Parameters from the header, the query and a form-encoded body. */
  readonly params: ReadonlyMap<string, string>;
  readonly accessToken: XAccessToken | null;
  readonly requestToken: XRequestToken | null;
}

export interface XRequestChecker {
  /** `url` is the address the client called. Reads the body of a clone. Resolves to the name of an error when refused. */
  check(request: Request, url: URL): Promise<SignedRequest | XErrorName>;
  reset(): void;
}

export function createRequestChecker(
  state: XDocument,
  nonces: Journal<{ nonce: string }>,
  clock: SimClock,
): XRequestChecker {
  const used = new Set(nonces.entries().map((each) => each.nonce));
  return {
    reset() {
      used.clear();
      nonces.clear();
    },
    async check(request, url) {
      const header = readAuthorization(request.headers.get("authorization"));
      if (header === null) return "badAuthData";
      const body = await formFields(request);
      const params = new Map([...url.searchParams, ...body, ...header]);
      const timestamp = header.get("oauth_timestamp") ?? "";
      const nonce = header.get("oauth_nonce") ?? "";
      const token = header.get("oauth_token");
      if (
        header.get("oauth_consumer_key") !== SIM_X_CONSUMER_KEY ||
        header.get("oauth_signature_method") !== "HMAC-SHA1" ||
        (header.get("oauth_version") ?? "1.0") !== "1.0" ||
        !/^\d{1,12}$/.test(timestamp) ||
        !/^[\x21-\x7e]{1,128}$/.test(nonce)
      ) {
        return "notAuthenticated";
      }
      if (Math.abs(clock.wall() - Number(timestamp) * 1_000) > MAX_SKEW_MS) return "timestamp";

      const accessToken = state.value.accessTokens.find((each) => each.token === token) ?? null;
      const requestToken = state.value.requestTokens.find((each) => each.token === token) ?? null;
      if (token !== undefined && accessToken === null && requestToken === null) return "invalidToken";
      const secret = accessToken?.secret ?? requestToken?.secret ?? "";
      const base = signatureBase(request.method, url, header, body);
      if (!isSignedBy(header.get("oauth_signature") ?? "", base, SIM_X_CONSUMER_SECRET, secret))
        return "notAuthenticated";
      if (accessToken !== null && accessToken.revokedAt !== null) return "invalidToken";

      const key = `${token ?? ""}:${timestamp}:${nonce}`;
      if (used.has(key)) return "notAuthenticated";
      used.add(key);
      nonces.append({ nonce: key });
      return { params, accessToken, requestToken };
    },
  };
}

/** Only a form-encoded body is signed; the parts of a multipart body are not (section 3.4.1.3.1). */
async function formFields(request: Request): Promise<[string, string][]> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) return [];
  return [...new URLSearchParams(await request.clone().text())];
}
