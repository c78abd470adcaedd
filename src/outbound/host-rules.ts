/**
 * Which addresses a request may leave for. A Worker cannot tie a DNS answer to a connection, so names are judged here and
 * private address ranges are left to the edge (`global_fetch_strictly_public`). Rules are applied to what the URL parser
 * made of the text, never to the text itself: that is what would be connected to.
 */

type HostRule =
  | "unparseable"
  | "scheme"
  | "user_info"
  | "port"
  | "ip_literal"
  | "no_dot"
  | "trailing_dot"
  | "too_long"
  | "label"
  | "reserved_name"
  | "forbidden_zone"
  | "own_host";

/** RFC 1035 2.3.4, without the root's length byte and dot. */
const MAX_HOST_CHARS = 253;
/** Letters, digits and inner hyphens (RFC 1123 2.1), after IDNA; WHATWG hosts may also hold `!$&'()*+,;=_~`. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** A last label that is a number makes the host an IPv4 address in some spelling (WHATWG URL 3.1). */
const NUMBER_LABEL = /^(?:\d+|0x[0-9a-f]*)$/;

/** Names that are not in the public DNS: RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, ICANN's `.internal`, habit. */
// prettier-ignore
const RESERVED_SUFFIXES: readonly string[] = [
  "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "arpa",
  "onion", "i2p", "alt", "test", "invalid", "example", "bit", "consul", "docker", "kube", "svc", "cluster",
];

/** Public names that answer with any address one likes, loopback and metadata included; and our cloud's own control. */
// prettier-ignore
const FORBIDDEN_ZONES: readonly string[] = [
  "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "localho.st", "traefik.me",
  "1u.ms", "rbndr.us", "metadata.goog", "api.cloudflare.com",
];

/** The rule that forbids a host name as the URL parser returns it, or null. `ownHosts` are our own zones. */
export function refuseHost(hostname: string, ownHosts: readonly string[] = []): HostRule | null {
  if (hostname === "") return "unparseable";
  if (hostname.startsWith("[")) return "ip_literal";
  if (hostname.endsWith(".")) return "trailing_dot";
  if (hostname.length > MAX_HOST_CHARS) return "too_long";
  const labels = hostname.split(".");
  if (NUMBER_LABEL.test(labels.at(-1) ?? "")) return "ip_literal";
  if (RESERVED_SUFFIXES.includes(labels.at(-1) ?? "")) return "reserved_name";
  if (labels.length < 2) return "no_dot";
  if (!labels.every((label) => LABEL.test(label))) return "label";
  if (FORBIDDEN_ZONES.some((suffix) => isWithin(hostname, suffix))) return "forbidden_zone";
  return ownHosts.some((own) => isWithin(hostname, own)) ? "own_host" : null;
}

/** The rule that forbids a whole address, or the normalised address without its fragment. */
export function checkUrl(
  address: string | URL,
  ownHosts: readonly string[] = [],
): { readonly url: URL } | { readonly refused: HostRule } {
  const url = URL.parse(address instanceof URL ? address.href : address);
  if (url === null) return { refused: "unparseable" };
  if (url.protocol !== "https:") return { refused: "scheme" };
  if (url.username !== "" || url.password !== "") return { refused: "user_info" };
  if (url.port !== "") return { refused: "port" };
  const rule = refuseHost(url.hostname, ownHosts);
  if (rule !== null) return { refused: rule };
  url.hash = "";
  return { url };
}

function isWithin(hostname: string, zone: string): boolean {
  return hostname === zone || hostname.endsWith(`.${zone}`);
}
