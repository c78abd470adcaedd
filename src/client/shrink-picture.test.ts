import { describe, expect, it } from "vitest";

import { megapixelsFor, PIXEL_BOUNDS } from "../images/bounds.ts";
import { MAX_UPLOAD_BYTES } from "../limits.ts";
import { UNTOUCHED } from "./shrink-picture.ts";

const CODINGS = {
  "image/jpeg": ["jpeg", "jpegProgressive", "jpegProgressiveFullColour"],
  "image/png": ["png", "pngInterlaced"],
  "image/webp": ["webp", "webpAlpha", "webpLossless", "webpMoving"],
  "image/gif": ["gif"],
} as const;

describe("what travels as it is", () => {
  it("knows every bound of the server", () => {
    expect(Object.values(CODINGS).flat().toSorted()).toEqual(Object.keys(PIXEL_BOUNDS).toSorted());
    expect(Object.keys(UNTOUCHED)).toEqual(Object.keys(CODINGS));
  });

  it.each(Object.entries(CODINGS))("is taken by the server in every coding: %s", (type, codings) => {
    const { pixels = 0, bytes = 0 } = UNTOUCHED[type] ?? {};
    const most = codings.map((coding) => megapixelsFor(PIXEL_BOUNDS[coding], bytes));
    expect(bytes).toBeLessThanOrEqual(MAX_UPLOAD_BYTES);
    expect(pixels / 1_000_000).toBeLessThanOrEqual(Math.min(...most));
  });
});
