import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { TARGET_STATES, waitingOn } from "../sync/target-state.ts";
import {
  explainReason,
  explainTarget,
  hasWords,
  runHeadline,
  STATE_WORDS,
  turnWords,
} from "../views/words.ts";

/** Every reason an adapter or the engine may name: `PlatformError("kind", "reason"`, `["kind", "reason"]`, `reason: "…"`. */
const NAMED = [
  /PlatformError\(\s*(?:"[a-z-]+"|kind|lost),\s*"([a-z_]+)"/g,
  /\["(?:retry-at|unavailable|token-\w+|scope-missing|input-bad|payment-needed|cooldown|capability-gone|conflict|person-must-act|unknown)", "([a-z_]+)"\]/g,
  /\breason: "([a-z_]+)"/g,
];

function namedReasons(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ["src/platforms", "src/sync", "src/outbound", "src/durable-objects"]) {
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      const text = readFileSync(`${folder}/${file}`, "utf8");
      for (const shape of NAMED)
        for (const [, reason] of text.matchAll(shape)) found.set(reason ?? "", `${folder}/${file}`);
    }
  }
  return found;
}

describe("words", () => {
  it("has a word, an icon and a sentence for every state", () => {
    expect(Object.keys(STATE_WORDS).toSorted()).toEqual([...TARGET_STATES].toSorted());
    for (const state of TARGET_STATES) {
      const sentence = explainTarget({ state, reason: null, slot: "banner" }, "Mastodon");
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toContain("{");
      expect(turnWords(waitingOn(state, null), "Mastodon")).not.toBe("");
    }
  });

  it("has a sentence for every reason the platforms and the engine name", () => {
    const reasons = namedReasons();
    expect(reasons.size).toBeGreaterThan(40);
    const speechless = [...reasons]
      .filter(([reason]) => !hasWords(reason))
      .map(([reason, file]) => `${reason} (${file})`);
    expect(speechless).toEqual([]);
  });

  it("fills in platform and picture, also for a reason nobody foresaw", () => {
    expect(explainReason("too_large", "X", "banner")).toBe(
      "X didn’t accept the banner: the file is too large for it. Choose another one.",
    );
    expect(explainReason("brand_new", "X")).toBe("X gave a reason we have no words for: brand_new.");
    expect(explainReason("constructor", "X")).toContain("constructor");
  });

  it("does not promise to find out once it has given up", () => {
    const lost = { reason: "outcome_unknown", slot: "avatar" } as const;
    expect(explainTarget({ ...lost, state: "uploading" }, "X")).toContain("We’re finding out");
    expect(explainTarget({ ...lost, state: "failed" }, "X")).toContain("couldn’t find out");
  });

  it("never counts what was only sent as shown", () => {
    expect(runHeadline("running", ["shown", "checking"])).toBe("1 of 2 shown so far");
    expect(runHeadline("finished", ["shown", "unchanged"])).toBe("All 2 shown, and checked");
    expect(runHeadline("finished", ["shown", "conflict"])).toBe("1 of 2 shown, 1 needs you");
    expect(runHeadline("finished", ["shown", "cancelled"])).toBe("1 of 2 shown");
    expect(runHeadline("cancelled", ["shown", "cancelled"])).toBe("Stopped, with 1 of 2 shown");
  });
});
