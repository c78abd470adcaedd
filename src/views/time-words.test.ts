import { describe, expect, it } from "vitest";

import { clockTime, exactTime, relativeTime } from "./time-words.ts";

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);
const MINUTE = 60_000;

describe("times in words", () => {
  it.each([
    [0, "just now"],
    [-30_000, "just now"],
    [30_000, "in less than a minute"],
    [-3 * MINUTE, "3 minutes ago"],
    [5 * MINUTE, "in 5 minutes"],
    [-60 * MINUTE, "1 hour ago"],
    [-26 * 60 * MINUTE, "yesterday"],
    [-20 * 24 * 60 * MINUTE, "2 Nov"],
  ])("%d ms from now is %s", (distance, words) => {
    expect(relativeTime(NOON + distance, NOON)).toBe(words);
  });

  it("names the zone of an exact time, and its own year at the turn of a year", () => {
    expect(exactTime(NOON, "UTC")).toBe("22 Nov 2026, 12:00 UTC");
    expect(exactTime(Date.UTC(2026, 11, 31, 23, 30), "Asia/Tokyo")).toMatch(/^1 Jan 2027, 08:30 /);
    expect(clockTime(NOON, "UTC")).toBe("12:00");
  });
});
