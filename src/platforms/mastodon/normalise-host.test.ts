import { describe, expect, it } from "vitest";

import { PlatformError } from "../errors.ts";
import { normaliseHost } from "./normalise-host.ts";

function refusal(typed: string) {
  try {
    return [typed, normaliseHost(typed), null];
  } catch (error) {
    if (!(error instanceof PlatformError) || error.kind !== "input-bad") throw error;
    return [typed, error.reason, error.platformCode];
  }
}

describe("normaliseHost", () => {
  it("reads a host, an address or an account", () => {
    const table = [
      ["mastodon.social", "mastodon.social"],
      ["  Mastodon.Social \n", "mastodon.social"],
      ["https://mastodon.social/", "mastodon.social"],
      ["https://mastodon.social:443/@ada?x=1#y", "mastodon.social"],
      ["mastodon.social/@ada", "mastodon.social"],
      ["@ada@mastodon.social", "mastodon.social"],
      ["ada@mastodon.social", "mastodon.social"],
      ["@ada_l.1@social.example.org", "social.example.org"],
      ["münchen.social", "xn--mnchen-3ya.social"],
      ["@ada@münchen.social", "xn--mnchen-3ya.social"],
      ["mastodon。social", "mastodon.social"],
    ] as const;
    expect(table.map(([typed]) => [typed, normaliseHost(typed)])).toEqual(table);
  });

  it("refuses the rest and says why", () => {
    const table: readonly (readonly [typed: string, reason: string, rule: string | null])[] = [
      ["", "host_missing", null],
      ["   ", "host_missing", null],
      ["my server", "host_missing", null],
      ["https://", "host_missing", null],
      ["a".repeat(401), "host_missing", null],
      ["http://mastodon.social", "host_refused", "scheme"],
      ["ftp://mastodon.social", "host_refused", "scheme"],
      ["javascript://mastodon.social/%0aalert(1)", "host_refused", "scheme"],
      ["mastodon", "host_refused", "no_dot"],
      ["@ada", "host_refused", "no_dot"],
      ["mastodon.social:8443", "host_refused", "port"],
      ["ada:pw@mastodon.social", "host_refused", "user_info"],
      ["https://ada@mastodon.social", "host_refused", "user_info"],
      ["127.0.0.1", "host_refused", "ip_literal"],
      ["@ada@2130706433", "host_refused", "ip_literal"],
      ["[::1]", "host_refused", "ip_literal"],
      ["localhost:8787", "host_refused", "port"],
      ["printer.local", "host_refused", "reserved_name"],
      ["10.0.0.1.nip.io", "host_refused", "forbidden_zone"],
    ];
    expect(table.map(([typed]) => refusal(typed))).toEqual(table);
  });
});
