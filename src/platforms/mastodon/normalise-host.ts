import { refuseHost } from "../../outbound/host-rules.ts";
import { PlatformError } from "../errors.ts";

/** Longest text worth parsing: a host, a scheme and a name. */
const MAX_TYPED_CHARS = 400;

/**
 * The server a person means by `mastodon.social`, `https://mastodon.social/@ada`, `ada@mastodon.social` or
 * `@ada@mastodon.social`, lower case and IDNA normalised. Throws `input-bad`: `host_missing` when there is nothing to
 * read a server from, `host_refused` (with the rule as `platformCode`) when it is one we never call.
 */
export function normaliseHost(typed: string): string {
  const text = typed.trim();
  if (text === "" || text.length > MAX_TYPED_CHARS || /\s/.test(text)) throw missing();
  const account = /^@?[\w.-]+@([^@/?#]+)$/.exec(text)?.[1];
  const url = URL.parse(account !== undefined || !text.includes("://") ? `https://${account ?? text}` : text);
  if (url === null) throw missing();
  const rule =
    (url.protocol !== "https:" && "scheme") ||
    ((url.username !== "" || url.password !== "") && "user_info") ||
    (url.port !== "" && "port") ||
    refuseHost(url.hostname);
  if (rule !== null) {
    throw new PlatformError("input-bad", "host_refused", {
      message: `the server breaks the rule ${rule}`,
      platformCode: rule,
    });
  }
  return url.hostname;
}

function missing(): PlatformError {
  return new PlatformError("input-bad", "host_missing", {
    message: "there is no server name in what was typed",
  });
}
