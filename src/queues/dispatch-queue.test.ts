import { beforeEach, describe, expect, it } from "vitest";

import { bindings, countRows, makePerson, testContext } from "../../test/support/worker/signed-in.ts";
import { addImage, addVariant } from "../../test/support/worker/stored-image.ts";
import type { AppContext } from "../context.ts";
import { landVariants } from "../db/image-renders.ts";
import { findImage, setCrop } from "../db/images.ts";
import { renderAnew } from "../services/images/render-anew.ts";
import { sweep } from "../services/outbox/sweep.ts";
import { dispatchQueue } from "./index.ts";

const NOW = Date.UTC(2026, 10, 22, 12);

interface Delivery {
  readonly batch: MessageBatch;
  readonly acked: string[];
  readonly retried: string[];
}

function deliver(queue: string, ...bodies: unknown[]): Delivery {
  const acked: string[] = [];
  const retried: string[] = [];
  const messages = bodies.map((body, at) => {
    const id = `m${at}`;
    const facts = { id, body, attempts: 4, timestamp: new Date(NOW) };
    return { ...facts, ack: () => void acked.push(id), retry: () => void retried.push(id) };
  });
  const batch = { queue, messages, ackAll: () => {}, retryAll: () => {} } as unknown as MessageBatch;
  return { batch, acked, retried };
}

const renderMessage = (imageId: string, cropVersion: number) =>
  ({ v: 1, kind: "render_image", imageId, cropVersion }) as const;

describe("dispatchQueue", () => {
  let clock: { now: number };
  let sent: [string, number][];
  let app: AppContext;
  let userId: string;
  let imageId: string;

  beforeEach(async () => {
    clock = { now: NOW };
    sent = [];
    app = testContext({
      now: () => clock.now,
      queues: {
        renderImage: async (...message) => void sent.push(message),
        sendEmail: () => Promise.resolve(),
      },
    });
    ({ userId } = await makePerson(app));
    imageId = await addImage(app, userId, "original");
  });

  const image = () => findImage(app.db, userId, imageId);

  it.each(["linkarooie-images-dead", "linkarooie-images-dead-staging"])(
    "refuses the picture of a dead message in %s, keeps the letter and ends the order",
    async (queue) => {
      const { batch, acked } = deliver(queue, renderMessage(imageId, 1));
      await dispatchQueue(app, batch);
      await dispatchQueue(app, batch);
      expect(acked).toEqual(["m0", "m0"]);
      expect(await image()).toMatchObject({ status: "rejected", rejectedReason: "damaged" });
      expect([await countRows("dead_letters"), await countRows("outbox")]).toEqual([1, 0]);
      clock.now += 3_600_000;
      await sweep(app);
      expect(sent).toEqual([]);
    },
  );

  it("leaves a newer crop and its order alone, whose message the sweeper sends", async () => {
    await setCrop(app.db, { userId, id: imageId, crop: null, now: NOW });
    const orders = await countRows("outbox");
    await dispatchQueue(app, deliver("linkarooie-images-dead", renderMessage(imageId, 1)).batch);
    expect(await image()).toMatchObject({ status: "processing", cropVersion: 2, rejectedReason: null });
    expect(await countRows("outbox")).toBe(orders);
    clock.now += 31_000;
    await sweep(app);
    expect(new Set(sent.map(String))).toEqual(new Set([`${imageId},2`]));
  });

  it("leaves a picture alone that was rendered after all", async () => {
    await landVariants(app.db, { imageId, cropVersion: 1 }, [], NOW);
    await dispatchQueue(app, deliver("linkarooie-images-dead", renderMessage(imageId, 1)).batch);
    expect(await image()).toMatchObject({ status: "ready", rejectedReason: null });
  });

  it("leaves the old files of a picture that kills the Worker when it is rendered for a new rule, and counts it once", async () => {
    await addVariant(app, { userId, imageId, cropVersion: 1, platform: "x", sha256: "file" });
    await landVariants(app.db, { imageId, cropVersion: 1 }, [], NOW);
    await renderAnew(app);
    expect(sent).toEqual([[imageId, 1]]);
    // Of another crop than it has now: that says nothing about these files.
    await dispatchQueue(app, deliver("linkarooie-images-dead", renderMessage(imageId, 7)).batch);
    const progress = async () =>
      (
        await bindings.DB.prepare(
          "select total, done, failed from rerenders where platform = 'x' and slot = 'avatar'",
        ).all()
      ).results;
    expect(await progress()).toEqual([{ total: 1, done: 0, failed: 0 }]);
    const { batch } = deliver("linkarooie-images-dead", renderMessage(imageId, 1));
    await dispatchQueue(app, batch);
    await dispatchQueue(app, batch);
    expect(await progress()).toEqual([{ total: 1, done: 1, failed: 1 }]);
    expect(await image()).toMatchObject({ status: "ready", cropRejectedReason: null });
    const { results } = await bindings.DB.prepare("select rule from image_variants").all();
    expect(results).toEqual([{ rule: expect.stringMatching(/^kept 400x400 /) as string }]);
    await renderAnew(app);
    expect(sent).toHaveLength(1);
    expect(
      await bindings.DB.prepare("select id from rerenders where finished_at is null").all(),
    ).toMatchObject({
      results: [],
    });
  });

  it("looks once more an hour after a rule was finished, for what an earlier release landed late", async () => {
    await landVariants(app.db, { imageId, cropVersion: 1 }, [], NOW);
    await bindings.DB.prepare("update images set status = 'processing'").run();
    await renderAnew(app);
    expect(sent).toEqual([]);
    await bindings.DB.prepare("update images set status = 'ready'").run();
    clock.now += 3_599_000;
    await sweep(app);
    await renderAnew(app);
    expect(sent).toEqual([]);
    clock.now += 1_000;
    await sweep(app);
    await renderAnew(app);
    expect(sent).toEqual([[imageId, 1]]);
    const looks = "select count(*) as n from outbox where kind = 'look_again'";
    expect(await bindings.DB.prepare(looks).first()).toEqual({ n: 0 });
  });

  it("brings the former crop back when a new one kills the Worker", async () => {
    await addVariant(app, { userId, imageId, cropVersion: 1, platform: "x", sha256: "file" });
    await landVariants(app.db, { imageId, cropVersion: 1 }, [], NOW);
    const crop = { x: 0, y: 0, width: 0.5, height: 0.5, rotation: 90 } as const;
    await setCrop(app.db, { userId, id: imageId, crop, now: NOW });
    await dispatchQueue(app, deliver("linkarooie-images-dead", renderMessage(imageId, 2)).batch);
    expect(await image()).toMatchObject({ status: "ready", cropRejectedReason: "damaged", cropX: null });
  });

  it("keeps letters of any shape, and changes nothing for them", async () => {
    const mail = { v: 1, kind: "send_email", emailId: "eml_1" };
    const { batch, acked } = deliver("linkarooie-email-dead", mail, "what is this", { v: 9 });
    await dispatchQueue(app, batch);
    expect(acked).toEqual(["m0", "m1", "m2"]);
    const { results } = await bindings.DB.prepare("select body from dead_letters order by id").all();
    expect(results.map(({ body }) => body)).toEqual([JSON.stringify(mail), '"what is this"', '{"v":9}']);
    expect(await image()).toMatchObject({ status: "processing" });
    expect(await countRows("outbox")).toBe(1);
  });

  it("retries a mail message it cannot read, and refuses a queue it does not know", async () => {
    const { batch, acked, retried } = deliver("linkarooie-email-staging", { v: 9 });
    await dispatchQueue(app, batch);
    expect([acked, retried]).toEqual([[], ["m0"]]);
    await expect(dispatchQueue(app, deliver("linkarooie-other").batch)).rejects.toThrow("no consumer");
  });
});
