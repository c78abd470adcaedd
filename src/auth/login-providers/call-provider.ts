import type * as z from "zod";

import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../../platforms/errors.ts";
import { type PlatformReply, sendRequest } from "../../platforms/http.ts";
import type { PlatformPorts } from "../../platforms/platform.ts";
import { LoginProviderError } from "./login-provider.ts";

/** A person waits in front of a blank page meanwhile. */
const TIMEOUT_MS = 10 * SECOND_MS;

/**
 * Sends one request and reads the whole answer. Redirects are not followed: no address here has one, and a token must
 * not travel. Throws `provider_unavailable` when there is no answer, or one that says "later".
 */
export async function callProvider(
  ports: Pick<PlatformPorts, "fetch">,
  url: string | URL,
  init: RequestInit = {},
): Promise<PlatformReply> {
  const { host } = new URL(url);
  const reply = await sendRequest(
    ports,
    url,
    { ...init, redirect: "manual" },
    { timeoutMs: TIMEOUT_MS },
  ).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
    throw new LoginProviderError("provider_unavailable", { message: error.message });
  });
  if (reply.status >= 500 || reply.status === 429) {
    throw new LoginProviderError("provider_unavailable", { message: `${host} answered ${reply.status}` });
  }
  return reply;
}

/** The body of an answer as `schema` says. Throws `provider_answer` for another form or a status other than 200. */
export function readAnswer<Schema extends z.ZodType>(reply: PlatformReply, schema: Schema): z.output<Schema> {
  const parsed = reply.status === 200 ? schema.safeParse(reply.json()) : null;
  if (parsed?.success === true) return parsed.data;
  const paths = parsed?.error?.issues.map((issue) => issue.path.join(".") || "body").join(", ");
  throw new LoginProviderError("provider_answer", {
    message: `an answer with status ${reply.status} has an unexpected form${paths ? ` at: ${paths}` : ""}`,
  });
}
