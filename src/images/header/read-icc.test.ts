import { describe, expect, it } from "vitest";

import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { readHeader } from "../read-header.ts";
import { readIcc } from "./read-icc.ts";

async function profileOf(file: Uint8Array): Promise<Uint8Array | null> {
  const header = readHeader(file);
  if (!header.ok) throw new Error(header.reason);
  return readIcc(file, header);
}

/** A JPEG with a profile of `parts` segments of 60,000 bytes. */
function withProfile(parts: number): Uint8Array {
  const good = imageFixture("progressive.jpg");
  const segments = Array.from({ length: parts }, (_, index) => {
    const segment = new Uint8Array(4 + 60_014).fill(index);
    segment.set([0xff, 0xe2, 60_016 >> 8, 60_016 & 255]);
    segment.set(new TextEncoder().encode("ICC_PROFILE\0"), 4);
    segment.set([index + 1, parts], 16);
    return segment;
  });
  return new Uint8Array([good.subarray(0, 2), ...segments, good.subarray(2)].flatMap((part) => [...part]));
}

describe("readIcc", () => {
  it.each(["p3.jpg", "p3.png", "p3.webp"])("finds the profile of %s", async (name) => {
    const profile = await profileOf(imageFixture(name));
    expect(profile?.length).toBeGreaterThan(400);
    expect(String.fromCharCode(...(profile?.subarray(36, 40) ?? []))).toBe("acsp");
  });

  it("puts the parts of a JPEG's profile together, and leaves one over a megabyte alone", async () => {
    expect((await profileOf(withProfile(16)))?.length).toBe(960_000);
    expect(await profileOf(withProfile(17))).toBeNull();
  });
});
