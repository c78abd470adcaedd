import * as z from "zod";
import { describe, expect, it } from "vitest";

import { PlatformError } from "./errors.ts";
import { epochResetAt, isoResetAt, readReply, retryAfterAt, sendRequest } from "./http.ts";

const URL_WITH_SECRET = "https://api.x.com/oauth?token=hush";
const NOW = Date.parse("2026-11-22T12:00:00Z");

function answering(make: (init: RequestInit) => Promise<Response>) {
  return { fetch: (_url: string | URL, init: RequestInit = {}) => make(init) };
}

async function failureOf(work: Promise<unknown>): Promise<PlatformError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformError) return error;
  throw new Error(`expected a PlatformError, got ${String(error)}`);
}

describe("sendRequest", () => {
  it("returns any status with the body as text", async () => {
    const ports = answering(
      async () => new Response('{"a":1}', { status: 418, headers: { "x-kind": "teapot" } }),
    );
    const reply = await sendRequest(ports, URL_WITH_SECRET);
    expect(reply).toMatchObject({ status: 418, text: '{"a":1}' });
    expect(reply.headers.get("x-kind")).toBe("teapot");
    expect(reply.json()).toEqual({ a: 1 });
  });

  it("gives undefined for a body that is not JSON", async () => {
    const reply = await sendRequest(
      answering(async () => new Response("<html>")),
      URL_WITH_SECRET,
    );
    expect(reply.json()).toBeUndefined();
  });

  it.each([
    { effect: false, kind: "unavailable" },
    { effect: true, kind: "unknown" },
  ])(
    "calls a broken connection $kind when effect is $effect, without the address",
    async ({ effect, kind }) => {
      const ports = answering(async () => {
        throw new TypeError(`fetch of ${URL_WITH_SECRET} failed`);
      });
      const error = await failureOf(sendRequest(ports, URL_WITH_SECRET, {}, { effect }));
      expect(error).toMatchObject({ kind, reason: "network" });
      expect(`${error.message} ${String(error.cause)}`).not.toContain("hush");
    },
  );

  it("stops waiting for a fetch that ignores its signal", async () => {
    const ports = answering(() => new Promise(() => undefined));
    const error = await failureOf(sendRequest(ports, URL_WITH_SECRET, {}, { timeoutMs: 1, effect: true }));
    expect(error).toMatchObject({ kind: "unknown", reason: "timeout" });
  });

  it("stops waiting for a body that never ends", async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([123])) });
    const error = await failureOf(
      sendRequest(
        answering(async () => new Response(body)),
        URL_WITH_SECRET,
        {},
        { timeoutMs: 1 },
      ),
    );
    expect(error).toMatchObject({ kind: "unavailable", reason: "timeout" });
  });

  it("stops reading at the size limit and cancels the rest", async () => {
    let chunks = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(1_000));
      },
      cancel() {
        cancelled = true;
      },
    });
    const error = await failureOf(
      sendRequest(
        answering(async () => new Response(body)),
        URL_WITH_SECRET,
        {},
        { maxBytes: 4_500 },
      ),
    );
    expect(error).toMatchObject({ kind: "unavailable", reason: "reply_too_large" });
    expect(chunks).toBeLessThan(10);
    expect(cancelled).toBe(true);
  });

  it("reads a body of exactly the limit", async () => {
    const ports = answering(async () => new Response("x".repeat(10)));
    expect((await sendRequest(ports, URL_WITH_SECRET, {}, { maxBytes: 10 })).text).toHaveLength(10);
  });

  it("lets a refusal by the port pass as it is", async () => {
    const refusal = new PlatformError("input-bad", "host_refused");
    const ports = answering(() => Promise.reject(refusal));
    expect(await failureOf(sendRequest(ports, URL_WITH_SECRET, {}, { effect: true }))).toBe(refusal);
  });
});

describe("readReply", () => {
  it.each([
    [true, "unknown"],
    [false, "unavailable"],
  ])("names the places that do not fit, never the values; with effect %s it is %s", async (effect, kind) => {
    const reply = await sendRequest(
      answering(async () => Response.json({ token: 5, name: "hush" })),
      URL_WITH_SECRET,
    );
    const message = "an answer with status 200 has an unexpected form at: token";
    expect(() => readReply(reply, z.object({ token: z.string() }), { effect })).toThrow(
      expect.objectContaining({ kind, reason: "unreadable_reply", message }),
    );
  });
});

describe("waiting times", () => {
  type Table = readonly (readonly [value: string | null, at: number | null])[];
  const read = (table: Table, reader: (value: string | null, now: number) => number | null) =>
    table.map(([value]) => [value, reader(value, NOW)]);

  it("reads Retry-After in seconds or as a date, never in the past and a day ahead at most", () => {
    const table: Table = [
      ["30", NOW + 30_000],
      ["0", NOW],
      ["Sun, 22 Nov 2026 12:05:00 GMT", NOW + 300_000],
      ["Sun, 22 Nov 2020 12:05:00 GMT", NOW],
      ["99999999999", NOW + 86_400_000],
      ["soon", null],
      ["-5", null],
      ["", null],
      [null, null],
    ];
    expect(read(table, retryAfterAt)).toEqual(table);
  });

  it("reads a reset in seconds since the epoch", () => {
    const table: Table = [
      [String(NOW / 1_000 + 90), NOW + 90_000],
      [String(NOW / 1_000 - 90), NOW],
      ["2026-11-22T12:01:00Z", null],
      [null, null],
    ];
    expect(read(table, epochResetAt)).toEqual(table);
  });

  it("reads a reset in ISO 8601", () => {
    const table: Table = [
      ["2026-11-22T12:01:30.000Z", NOW + 90_000],
      ["2020-11-22T12:01:30.000000Z", NOW],
      ["1795348890", null],
      ["2026-99-99T00:00:00Z", null],
      [null, null],
    ];
    expect(read(table, isoResetAt)).toEqual(table);
  });
});
