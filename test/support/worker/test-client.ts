import { COOKIE_KEYS, type CookieSecrets } from "../../../src/auth/cookies.ts";
import type { ClientInfo } from "../../../src/services/accounts/client-info.ts";

/** A browser without cookies, for services called straight. */
export function testClient(
  overrides: Partial<Omit<ClientInfo, "secrets">> & { secrets?: Partial<CookieSecrets> } = {},
): ClientInfo {
  const none = Object.fromEntries(COOKIE_KEYS.map((key) => [key, null])) as CookieSecrets;
  return {
    network: "unknown",
    userAgent: null,
    requestId: "req_test",
    ...overrides,
    secrets: { ...none, ...overrides.secrets },
  };
}
