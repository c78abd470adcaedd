import { describe, expect, it } from "vitest";

import { CodecMissingError, createCodecSlot } from "./codec-slot.ts";

function countingSlot() {
  let made = 0;
  return createCodecSlot(() => {
    made += 1;
    return { codec: made, memory: new WebAssembly.Memory({ initial: made }) };
  });
}

describe("createCodecSlot", () => {
  it("keeps one instance and knows its memory", async () => {
    const slot = countingSlot();
    expect(slot.memoryBytes()).toBe(0);
    await Promise.all([slot.load(), slot.load()]);
    await slot.load();
    expect(slot.run((codec) => codec)).toBe(1);
    expect(slot.memoryBytes()).toBe(65_536);
  });

  it("throws the instance away after an error, and starts afresh", async () => {
    const slot = countingSlot();
    await slot.load();
    const fail = () => {
      throw new RangeError("bad file");
    };
    expect(() => slot.run(fail)).toThrow(RangeError);
    expect(() => slot.run((codec) => codec)).toThrow(CodecMissingError);
    await slot.load();
    expect(slot.run((codec) => codec)).toBe(2);
  });
});
