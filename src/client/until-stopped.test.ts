import { describe, expect, it } from "vitest";

import { untilStopped } from "./until-stopped.ts";

describe("work that can be stopped", () => {
  it("gives its result or its error", async () => {
    const { signal } = new AbortController();
    expect(await untilStopped(Promise.resolve(7), signal)).toBe(7);
    await expect(untilStopped(Promise.reject(new Error("broke")), signal)).rejects.toThrow("broke");
  });

  it("rejects at once when it is stopped, and throws a late result away", async () => {
    const stop = new AbortController();
    const decoding = Promise.withResolvers<string>();
    const thrownAway: string[] = [];
    const work = untilStopped(decoding.promise, stop.signal, (late) => thrownAway.push(late));
    stop.abort(new Error("stopped"));
    await expect(work).rejects.toThrow("stopped");
    expect(thrownAway).toEqual([]);
    decoding.resolve("bitmap");
    await decoding.promise;
    await Promise.resolve();
    expect(thrownAway).toEqual(["bitmap"]);
  });

  it("does not begin when it was stopped before", async () => {
    const thrownAway: number[] = [];
    const signal = AbortSignal.abort(new Error("stopped before"));
    await expect(untilStopped(Promise.resolve(1), signal, (late) => thrownAway.push(late))).rejects.toThrow(
      "stopped before",
    );
    expect(thrownAway).toEqual([1]);
  });
});
