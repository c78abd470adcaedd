import type { Context } from "hono";

import { readSecrets } from "../auth/cookies.ts";
import type { ClientInfo } from "../services/accounts/client-info.ts";

/** Longest `User-Agent` that is kept. */
const MAX_USER_AGENT_CHARS = 256;

/** What services may know about the sender of a request. The address is cut to its network: no whole one is kept. */
export function clientInfo(c: Context): ClientInfo {
  return {
    network: networkPrefix(c.req.header("cf-connecting-ip") ?? null),
    userAgent: c.req.header("user-agent")?.slice(0, MAX_USER_AGENT_CHARS) ?? null,
    requestId: String(c.get("requestId")),
    secrets: readSecrets(c.req.header("cookie")),
  };
}

/** `203.0.113.0/24` of an IPv4 address, `2001:db8:1:2::/64` of an IPv6 one, else `unknown`. */
export function networkPrefix(address: string | null): string {
  if (address === null) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const octets = mapped.split(".");
  if (octets.length === 4) return `${octets.slice(0, 3).join(".")}.0/24`;
  if (!mapped.includes(":")) return "unknown";
  const [head = "", tail] = mapped.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
