import { Hono } from "hono";
import { describe, expect, it } from "vitest";

import { clientInfo, networkPrefix } from "./client-info.ts";

describe("networkPrefix", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["nonsense", "unknown"],
    [null, "unknown"],
  ])("cuts %s to %s", (address, prefix) => {
    expect(networkPrefix(address)).toBe(prefix);
  });
});

describe("clientInfo", () => {
  it("keeps no whole address, a short user agent, and only cookies that can be ours", async () => {
    const app = new Hono().get("/", (c) => c.json(clientInfo(c)));
    const headers = {
      "cf-connecting-ip": "203.0.113.77",
      "user-agent": "U".repeat(1_000),
      cookie: `__Host-session=short; __Host-device=${"d".repeat(43)}`,
    };
    const info = (await (await app.request("/", { headers })).json()) as Record<string, unknown>;
    expect(info).toMatchObject({ network: "203.0.113.0/24", userAgent: "U".repeat(256) });
    expect(info["secrets"]).toMatchObject({ session: null, device: "d".repeat(43) });
    expect(JSON.stringify(info)).not.toContain("203.0.113.77");
  });
});
