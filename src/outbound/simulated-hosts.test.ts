import { describe, expect, it } from "vitest";

import { mapToSimulator, toBrowserUrl } from "./simulated-hosts.ts";

const HOSTS = {
  "api.x.com": "http://127.0.0.1:8788/x",
  "pbs.twimg.com": "http://127.0.0.1:8788/x/media/",
  "bluesky.hopfield.social": "http://127.0.0.1:8788/bluesky",
  "*.bluesky.hopfield.social": "http://127.0.0.1:8788/handles",
};

describe("mapToSimulator", () => {
  it("maps exact names and names below a suffix", () => {
    const table: readonly (readonly [url: string, mapped: string])[] = [
      [
        "https://api.x.com/oauth/authorize?oauth_token=a%20b",
        "http://127.0.0.1:8788/x/oauth/authorize?oauth_token=a%20b",
      ],
      ["https://pbs.twimg.com/profile_images/1.jpg", "http://127.0.0.1:8788/x/media/profile_images/1.jpg"],
      ["https://bluesky.hopfield.social/xrpc/x", "http://127.0.0.1:8788/bluesky/xrpc/x"],
      [
        "https://ada.bluesky.hopfield.social/.well-known/atproto-did",
        "http://127.0.0.1:8788/handles/.well-known/atproto-did",
      ],
    ];
    for (const [url, mapped] of table) {
      const headers = { "x-forwarded-host": new URL(url).hostname, "x-forwarded-proto": "https" };
      expect(mapToSimulator(new URL(url), HOSTS)).toEqual({ url: mapped, headers });
      expect(toBrowserUrl(url, HOSTS)).toBe(mapped);
    }
  });

  it("leaves everything else alone", () => {
    const urls = [
      "https://mastodon.social/",
      "https://x.com/ada",
      "https://evilbluesky.hopfield.social/",
      "https://api.x.com.evil.social/",
      "https://constructor/",
      "http://api.x.com/",
    ];
    for (const url of urls) {
      expect(mapToSimulator(new URL(url), HOSTS)).toBeNull();
      expect(toBrowserUrl(url, HOSTS)).toBe(url);
    }
  });

  it("gives back what is no address", () =>
    expect(toBrowserUrl("not an address", HOSTS)).toBe("not an address"));
});
