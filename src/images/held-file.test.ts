import { beforeEach, describe, expect, it } from "vitest";

import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import { borrowBuffers, pooledBytes } from "./buffer-pool.ts";
import { dropCodecs } from "./codec-memory.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { holdStream } from "./held-file.ts";

/** The bytes in parts of this length, as a store may give them. */
function streamOf(bytes: Uint8Array, length: number, size = bytes.length) {
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    type: "bytes",
    pull(controller: ReadableByteStreamController) {
      if (at >= bytes.length) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      controller.enqueue(bytes.slice(at, at + length));
      at += length;
    },
  } as unknown as UnderlyingSource<Uint8Array>);
  return { size, body };
}

describe("holdStream", () => {
  beforeEach(dropCodecs);

  it.each([1, 7, 1_000_000])("puts a JPEG straight into its decoder, %i bytes at a time", async (length) => {
    const jpeg = imageFixture("orientation-1.jpg");
    const buffers = borrowBuffers();
    const file = await holdStream(streamOf(jpeg, length), buffers);
    expect(file.bytes()).toEqual(jpeg);
    expect(file.stored?.size).toBe(jpeg.length);
    expect(turboJpeg.memoryBytes()).toBeGreaterThan(0);
    file.release();
    file.release();
    buffers.giveBack();
  });

  it("keeps any other file in a pooled buffer and starts no decoder", async () => {
    const png = imageFixture("plain.png");
    const buffers = borrowBuffers();
    const file = await holdStream(streamOf(png, 100), buffers);
    expect(file.bytes()).toEqual(png);
    expect(file.stored).toBeNull();
    expect(turboJpeg.memoryBytes()).toBe(0);
    buffers.giveBack();
  });

  it.each([
    ["fewer", 1],
    ["more", -1],
  ])("blames the store, not the file, for %s bytes than it announced", async (_what, more) => {
    for (const name of ["orientation-1.jpg", "plain.png"]) {
      const bytes = imageFixture(name);
      const buffers = borrowBuffers();
      await expect(holdStream(streamOf(bytes, 200, bytes.length + more), buffers)).rejects.toThrow(
        "the store",
      );
      buffers.giveBack();
    }
  });
});

describe("borrowBuffers", () => {
  it("gives back what was used before, wiped, and never to two at once", () => {
    const first = borrowBuffers();
    const used = first.take(100_000).fill(7);
    const other = borrowBuffers();
    expect(other.take(100_000).buffer).not.toBe(used.buffer);
    other.giveBack();
    first.giveBack();
    const held = pooledBytes();
    const second = borrowBuffers();
    const [a, b] = [second.take(100_000), second.take(90_000)];
    expect(pooledBytes()).toBe(held);
    expect(a.buffer).not.toBe(b.buffer);
    expect([...a, ...b].every((value) => value === 0)).toBe(true);
    second.giveBack();
  });

  it("keeps no more for later than the cuts of one job", () => {
    const buffers = borrowBuffers();
    for (let count = 0; count < 6; count += 1) buffers.take(5_000_000);
    expect(pooledBytes()).toBeGreaterThanOrEqual(30_000_000);
    buffers.giveBack();
    expect(pooledBytes()).toBeLessThanOrEqual(12_000_000);
  });
});
