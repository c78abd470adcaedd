import { expect, it } from "vitest";

import { readRateHeaders } from "./rate-headers.ts";

const NOW = Date.parse("2026-11-25T12:00:00.000Z");
const IN_A_MINUTE = NOW + 60_000;

it.each([
  ["X", "x-rate-limit-", String(IN_A_MINUTE / 1_000)],
  ["Bluesky", "RateLimit-", String(IN_A_MINUTE / 1_000)],
  ["Mastodon", "X-RateLimit-", new Date(IN_A_MINUTE).toISOString()],
])("reads what %s says", (_name, prefix, reset) => {
  const headers = new Headers({
    [`${prefix}limit`]: "75",
    [`${prefix}remaining`]: "7",
    [`${prefix}reset`]: reset,
  });
  expect(readRateHeaders(headers, NOW)).toEqual({ limit: 75, remaining: 7, resetAt: IN_A_MINUTE });
});

it.each([
  ["nothing", {}],
  ["half of it", { "ratelimit-limit": "75", "ratelimit-remaining": "0" }],
  ["no numbers", { "ratelimit-limit": "many", "ratelimit-remaining": "-1", "ratelimit-reset": "1" }],
  ["a garbled time", { "ratelimit-limit": "75", "ratelimit-remaining": "0", "ratelimit-reset": "soon" }],
])("believes nothing when an answer says %s", (_name, headers) => {
  expect(readRateHeaders(new Headers(headers as Record<string, string>), NOW)).toBeNull();
});

it("does not let a reset time park an account for years", () => {
  const headers = { "ratelimit-limit": "9", "ratelimit-remaining": "0", "ratelimit-reset": "99999999999" };
  expect(readRateHeaders(new Headers(headers), NOW)?.resetAt).toBe(NOW + 86_400_000);
});
