import { expect, it } from "vitest";

import { subjectFixture } from "../../../test/support/worker/image-fixtures.ts";
import { judged } from "../../../test/support/worker/lint-world.ts";
import { dropCodecs } from "../codec-memory.ts";
import type { Crop } from "../geometry.ts";

/** Numbers 0..1 from a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it(
  "says sound sentences of 200 random crops, with fixes that lie in the picture",
  { timeout: 120_000 },
  async () => {
    dropCodecs();
    const next = random(20_261_125);
    const names = ["astronaut.jpg", "cat.jpg", "friends.jpg", "mountains.jpg"];
    let findings = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      const rotation = ([0, 90, 180, 270] as const)[Math.floor(next() * 4)] ?? 0;
      const width = 0.1 + 0.9 * next();
      const height = 0.1 + 0.9 * next();
      const crop: Crop = { x: next() * (1 - width), y: next() * (1 - height), width, height, rotation };
      const kind = turn % 2 === 0 ? "avatar" : "banner";
      const file = subjectFixture(names[turn % names.length] ?? "");
      for (const finding of await judged(file, { kind, crop, width: 48 })) {
        findings += 1;
        expect(finding.message).toMatch(/^[A-Z0-9][^!]*\.$/);
        expect(finding.message).not.toMatch(/NaN|undefined|null|Infinity|-\d/);
        expect(finding.platforms.length).toBeGreaterThan(0);
        if (finding.fix?.kind !== "crop") continue;
        const { x, y, ...size } = finding.fix.crop;
        expect(finding.fix.crop.rotation).toBe(rotation);
        expect(Math.min(x, y, size.width, size.height)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + size.width, y + size.height)).toBeLessThanOrEqual(1.000001);
      }
    }
    expect(findings).toBeGreaterThan(50);
  },
);
