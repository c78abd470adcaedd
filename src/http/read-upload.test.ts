import { describe, expect, it } from "vitest";

import { MAX_UPLOAD_BYTES } from "../limits.ts";
import { readUpload } from "./read-upload.ts";

const TYPE = { "content-type": "multipart/form-data; boundary=x" };
const START = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
const END = "\r\n--x--\r\n";

/** A clock that runs when told to, with the limits of production. */
function handClock() {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    timers,
    times: {
      totalMs: 120_000,
      idleMs: 10_000,
      later(ms: number, run: () => void) {
        const timer = { at: now + ms, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    pass: (ms: number) => {
      now += ms;
      for (const timer of timers) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

/** A request whose body is written by hand. */
function slowRequest() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const request = new Request("https://linkarooie.example/", {
    method: "POST",
    headers: TYPE,
    body: readable,
  });
  return {
    request,
    writer,
    /** Resolves when it was read. Null when nobody reads any more. */
    write: (text: string) => writer.write(new TextEncoder().encode(text)).catch(() => null),
  };
}

async function refusalOf(reading: Promise<unknown>) {
  const error: unknown = await reading.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error as { status: number; code: string; message: string } | null;
}

describe("readUpload", () => {
  it("reads a form, leaving no timer behind", async () => {
    const { times, timers } = handClock();
    const body = `${START}bytes${END}`;
    const request = new Request("https://linkarooie.example/", { method: "POST", headers: TYPE, body });
    const file = (await readUpload(request, times)).get("file") as unknown as File;
    expect([file.name, await file.text(), timers.size]).toEqual(["a.jpg", "bytes", 0]);
  });

  it("ends a body that stops coming, and lets go of its sender", async () => {
    const { times, timers, pass } = handClock();
    const { request, writer, write } = slowRequest();
    const reading = refusalOf(readUpload(request, times));
    await write(START);
    pass(9_999);
    await write("b");
    // The silence begins anew with each byte.
    pass(9_999);
    await write("y");
    pass(10_000);
    expect(await reading).toMatchObject({
      status: 408,
      code: "upload_too_slow",
      message:
        "The upload stopped for 10 s. Nothing was stored. Try again on a faster connection, or with a smaller picture.",
    });
    expect(timers.size).toBe(0);
    await expect(writer.closed).rejects.toBeDefined();
  });

  it("ends a body that never comes at all", async () => {
    const { times, pass } = handClock();
    const { request } = slowRequest();
    const reading = refusalOf(readUpload(request, times));
    pass(10_000);
    expect(await reading).toMatchObject({ status: 408, code: "upload_too_slow" });
  });

  it("ends a body that trickles in for ever", async () => {
    const { times, pass } = handClock();
    const { request, write } = slowRequest();
    const reading = refusalOf(readUpload(request, times));
    await write(START);
    for (let second = 0; second < 120; second += 5) {
      pass(5_000);
      await write(".");
    }
    expect(await reading).toMatchObject({ status: 408, message: expect.stringContaining("took over 120 s") });
  });

  it("refuses a body that grows too large although its length says nothing", async () => {
    const { times, timers } = handClock();
    const piece = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(piece);
        sent += piece.length;
        if (sent > 4 * MAX_UPLOAD_BYTES) controller.close();
      },
    });
    const request = new Request("https://linkarooie.example/", { method: "POST", headers: TYPE, body });
    expect(await refusalOf(readUpload(request, times))).toMatchObject({ status: 413, code: "too_large" });
    expect(sent).toBeLessThan(MAX_UPLOAD_BYTES + 4 * piece.length);
    expect(timers.size).toBe(0);
  });

  it("says so when the form is broken, and when it is none", async () => {
    const { times, timers } = handClock();
    const request = (headers: Record<string, string>) =>
      new Request("https://linkarooie.example/", { method: "POST", headers, body: `${START}cut` });
    expect(await refusalOf(readUpload(request(TYPE), times))).toMatchObject({
      status: 400,
      code: "bad_multipart",
    });
    expect(await refusalOf(readUpload(request({ "content-type": "image/jpeg" }), times))).toMatchObject({
      status: 415,
    });
    expect(timers.size).toBe(0);
  });
});
