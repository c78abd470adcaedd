import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import worker, { ImagesService } from "../images.ts";
import { compareFingerprints } from "./compare-fingerprints.ts";
import { fingerprintSchema } from "./fingerprint-type.ts";

const bindings = env as unknown as ImagesEnv;

describe("ImagesService.fingerprint", () => {
  const service = new ImagesService(createExecutionContext(), bindings);

  it.each([
    "progressive.jpg",
    "plain.png",
    "lossless.webp",
    "orientation-6.jpg",
    "p3.png",
    "alpha.png",
    "still.gif",
  ])("reads %s", async (name) => {
    const answer = await service.fingerprint(imageFixture(name), "avatar");
    expect(answer).toMatchObject({ ok: true, format: name.endsWith("jpg") ? "jpeg" : name.split(".")[1] });
    expect(fingerprintSchema.safeParse(answer.ok ? answer.fingerprint : null).success).toBe(true);
  });

  it("sees the upright picture in every orientation", async () => {
    const upright = await service.fingerprint(imageFixture("orientation-1.jpg"), "banner");
    for (const orientation of [3, 6, 8]) {
      const turned = await service.fingerprint(imageFixture(`orientation-${orientation}.jpg`), "banner");
      if (!upright.ok || !turned.ok) throw new Error("unreadable");
      expect([turned.fingerprint.width, turned.fingerprint.height]).toEqual([96, 64]);
      const { correlation, colourDistance } = compareFingerprints(upright.fingerprint, turned.fingerprint);
      expect(correlation).toBeGreaterThan(0.99);
      expect(colourDistance).toBeLessThan(4);
    }
  });

  it.each([
    ["not_a_picture", new Uint8Array([1, 2, 3])],
    ["format_unsupported", imageFixture("still.avif")],
    ["damaged", imageFixture("plain.png").slice(0, 400)],
    ["file_too_large", new Uint8Array(8 * 1024 * 1024 + 1)],
  ])("answers %s", async (reason, bytes) => {
    expect(await service.fingerprint(bytes, "avatar")).toEqual({ ok: false, reason });
  });
});

describe("queue", () => {
  it("acknowledges what is done, and retries by itself what it cannot read", async () => {
    const messages: { id: string; timestamp: Date; attempts: number; body: unknown }[] = [
      {
        id: "1",
        timestamp: new Date(0),
        attempts: 1,
        body: { v: 1, kind: "render_image", imageId: "img_gone", cropVersion: 1 },
      },
      { id: "2", timestamp: new Date(0), attempts: 1, body: { v: 99 } },
    ];
    const batch = createMessageBatch("linkarooie-images", messages);
    const context = createExecutionContext();
    await worker.queue(batch, bindings);
    const result = await getQueueResult(batch, context);
    expect(result.explicitAcks).toEqual(["1"]);
    expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(["2"]);
  });
});
