/** How an app proves to a token endpoint that it is the app (RFC 6749 2.3.1). */
import { sameSecret } from "./same-secret.ts";

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** `none`: nothing was sent. `unknown`: no such app. `wrong_secret`: or two ways at once that disagree. */
export type ClientCheck = "ok" | "none" | "unknown" | "wrong_secret";

/** Checks HTTP Basic or the form's `client_id` and `client_secret` against the one app that is registered. */
export function checkClient(
  registered: ClientCredentials,
  authorization: string | null,
  form: Readonly<Record<string, string>>,
): ClientCheck {
  const basic = basicOf(authorization);
  const ids = [basic?.id, form["client_id"]].filter((each) => each !== undefined);
  const secrets = [basic?.secret, form["client_secret"]].filter((each) => each !== undefined);
  if (ids.length === 0) return "none";
  if (ids.some((each) => each !== registered.id)) return "unknown";
  if (secrets.length === 0 || secrets.some((each) => !sameSecret(each, registered.secret)))
    return "wrong_secret";
  return "ok";
}

/** Both halves may be form-encoded, as RFC 6749 asks and not every client does. */
export function basicOf(authorization: string | null): ClientCredentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return { id: decoded(id), secret: decoded(secret.join(":")) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
