import { describe, expect, it } from "vitest";

import type { Fingerprint } from "../images/fingerprint-type.ts";
import { judge, type JudgeInput } from "./judge.ts";

/** A checkered picture; `seed` changes the pattern. */
function fingerprint(seed: number): Fingerprint {
  const tone = (index: number) => ((index * 37 * (seed + 1)) % 200) + 20;
  const grid = (size: number) =>
    btoa(String.fromCharCode(...Array.from({ length: size }, (_, index) => tone(index))));
  const phash = (BigInt(seed) * 0x9e3779b97f4a7c15n + 1n).toString(16).padStart(16, "0").slice(-16);
  return { v: 1, phash, luma: grid(256), colour: grid(3072), width: 400, height: 400 };
}

function brighterCorner(grid: string): string {
  const tones = Uint8Array.from(atob(grid), (char, index) => char.charCodeAt(0) + (index < 60 ? 1 : 0));
  return btoa(String.fromCharCode(...tones));
}

/** Every tone one lighter: told apart at full size, not in a thumbnail. */
function lighter(grid: string): string {
  return btoa(String.fromCharCode(...Uint8Array.from(atob(grid), (char) => char.charCodeAt(0) + 1)));
}

const OLD = fingerprint(1);
const NEW = fingerprint(2);
/** OLD with one tone more light in a corner: no re-encoding keeps the two apart. */
const RETOUCHED: Fingerprint = { ...OLD, colour: brighterCorner(OLD.colour) };
const THIRD = fingerprint(3);

const base: JudgeInput = {
  evidence: "identity-changed",
  sent: NEW,
  before: OLD,
  shown: NEW,
  isDefault: false,
  identityMayStay: false,
};

describe("judge", () => {
  it.each<[string, Partial<JudgeInput>, string]>([
    ["the exact id", { evidence: "exact-match", shown: null }, "shown"],
    ["another exact id", { evidence: "exact-mismatch", shown: null }, "different"],
    ["a new identity with our picture", {}, "shown"],
    ["a new identity with the old picture", { shown: OLD }, "different"],
    ["a new identity with a third picture", { shown: THIRD }, "different"],
    ["a new identity with an unreadable picture", { shown: null }, "cannot_tell"],
    ["a new identity with the platform's default", { isDefault: true }, "different"],
    ["the old identity, whatever it looks like", { evidence: "identity-same" }, "still_old"],
    ["a new identity with a retouched picture", { sent: RETOUCHED, shown: RETOUCHED }, "shown"],
    [
      "the old identity after a retouch",
      { evidence: "identity-same", sent: RETOUCHED, shown: RETOUCHED },
      "still_old",
    ],
    ["a stable address with our picture", { evidence: "identity-same", identityMayStay: true }, "shown"],
    [
      "a stable address with the old picture",
      { evidence: "identity-same", identityMayStay: true, shown: OLD },
      "still_old",
    ],
    [
      "a stable address with a third picture",
      { evidence: "identity-same", identityMayStay: true, shown: THIRD },
      "different",
    ],
    [
      "a stable address after a retouch",
      { evidence: "identity-same", identityMayStay: true, sent: RETOUCHED, shown: RETOUCHED },
      "cannot_tell",
    ],
    [
      "a stable address with a thumbnail too small to tell the two apart",
      {
        evidence: "identity-same",
        identityMayStay: true,
        sent: { ...OLD, colour: lighter(OLD.colour) },
        shown: { ...OLD, width: 73, height: 73 },
      },
      "cannot_tell",
    ],
    [
      "a stable address, nothing known of before",
      { evidence: "identity-same", identityMayStay: true, before: null },
      "cannot_tell",
    ],
  ])("sees %s", (_what, change, kind) => {
    expect(judge({ ...base, ...change }).kind).toBe(kind);
  });
});
