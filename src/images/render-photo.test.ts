import { describe, expect, it } from "vitest";

import { photoFixture } from "../../test/support/worker/image-fixtures.ts";
import { descriptors } from "../platforms/registry.ts";
import { codecMemory, dropCodecs } from "./codec-memory.ts";
import { planVariants } from "./plan-variants.ts";
import { renderVariants } from "./render-variants.ts";

const MB = 1_000_000;

describe("a real photograph of 15.9 megapixels, progressive", () => {
  it.each(["avatar", "banner"] as const)(
    "becomes every %s, sharp, within the memory of an isolate",
    { timeout: 60_000 },
    async (kind) => {
      dropCodecs();
      const photo = photoFixture("dandelion.jpg");
      const specs = planVariants(kind, Object.values(descriptors));
      const rendered = await renderVariants(photo, { crop: null, kind, specs });
      if (!rendered.ok) throw new Error(rendered.reason);
      expect(rendered.variants).toHaveLength(specs.length);
      expect(rendered.variants.filter(({ upscaled }) => upscaled)).toEqual([]);
      const sizes = new Set(specs.map(({ width, height }) => width * height));
      const cuts = [...sizes].reduce((sum, pixels) => sum + pixels * 4, 0);
      const files = rendered.variants.reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(codecMemory().total + photo.length + cuts + files).toBeLessThanOrEqual(100 * MB);
    },
  );
});
