import { describe, expect, it } from "vitest";

import { alarmTime } from "./alarm-time.ts";

const NOW = 1_000_000;
const MINUTE = 60_000;

describe("when the alarm has to ring", () => {
  it.each<[what: string, due: number | null, unmirrored: number, armed: number | null, at: number | null]>([
    ["nothing is open", null, 0, null, null],
    ["D1 has not heard of something", null, 1, null, NOW + 1],
    ["work is due later and none is set", NOW + 5, 0, null, NOW + 5],
    ["work is overdue and none is set", NOW - 5, 0, null, NOW + 1],
    ["one is set in time", NOW + 5, 0, NOW + 5, null],
    ["one is set too late", NOW + 5, 0, NOW + 6, NOW + 5],
    ["one should have rung a moment ago", NOW - 5, 0, NOW - 5, null],
    ["one was lost", NOW - 5, 0, NOW - MINUTE - 1, NOW + 1],
  ])("%s", (_what, nextDueAt, unmirrored, armed, at) => {
    expect(alarmTime({ nextDueAt, unmirrored }, armed, NOW)).toBe(at);
  });
});
