import { describe, expect, it } from "vitest";

import { inflate } from "./inflate.ts";

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Parts of 4 kB that count how many were asked for. */
function counted(data: Uint8Array): { parts: Iterable<Uint8Array>; asked: () => number } {
  let asked = 0;
  function* parts(): Generator<Uint8Array> {
    for (let at = 0; at < data.length; at += 4_096) {
      asked += 1;
      yield data.subarray(at, at + 4_096);
    }
  }
  return { parts: parts(), asked: () => asked };
}

describe("inflate", () => {
  it("feeds the stream only when it has nothing left to give: small files grow large", async () => {
    // 40 MB of nothing are some 40 kB, ten parts of which each becomes 4 MB.
    const bomb = counted(await deflate(new Uint8Array(40_000_000)));
    let inflated = 0;
    let most = 0;
    await inflate(bomb.parts, (bytes) => {
      inflated += bytes.length;
      // What was fed and not given out yet.
      most = Math.max(most, bomb.asked() * 4_096 * 1_032 - inflated);
      return "more";
    });
    expect(inflated).toBe(40_000_000);
    expect(bomb.asked()).toBeGreaterThan(8);
    expect(most).toBeLessThan(2 * 4_096 * 1_032);
  });

  it("stops when it has enough", async () => {
    const data = counted(await deflate(new Uint8Array(40_000_000)));
    await inflate(data.parts, () => "enough");
    expect(data.asked()).toBe(1);
  });

  it.each([
    ["no zlib data", Uint8Array.of(1, 2, 3, 4)],
    ["data that ends early", null],
  ])("throws for %s", async (_what, wrong) => {
    const data = wrong ?? (await deflate(new Uint8Array(1_000).map((_, at) => at * at))).slice(0, -20);
    await expect(inflate([data], () => "more")).rejects.toThrow(TypeError);
  });
});
