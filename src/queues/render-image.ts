import type { Database } from "../db/client.ts";
import { orderUnlessNamed } from "../db/image-bytes.ts";
import {
  endRender,
  findRenderable,
  landVariants,
  rejectImage,
  type RenderableImage,
  renderedSlots,
} from "../db/image-renders.ts";
import { storeFacts } from "../images/lint/stored-facts.ts";
import { planVariants } from "../images/plan-variants.ts";
import { type RenderedVariant, renderVariants } from "../images/render-variants.ts";
import type { Logger } from "../log.ts";
import { newId } from "../new-id.ts";
import type { PlatformDescriptor } from "../platforms/platform.ts";
import { tryDeleteBytes } from "../services/images/delete-bytes.ts";
import { storedCrop } from "../services/images/image-resource.ts";
import { freshKey, type PictureStore } from "../storage/picture-store.ts";
import type { JobOutcome } from "./consume.ts";
import type { RenderImageMessage } from "./messages.ts";

export interface RenderPorts {
  readonly db: Database;
  readonly pictures: PictureStore;
  /** Of every platform; they say which files are needed. */
  readonly descriptors: Iterable<PlatformDescriptor>;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Renders one image for every platform: orders to delete the files should this end halfway, bytes to R2, then one D1
 * transaction that lands only while the image exists with the same crop. Whatever was put and is named by nothing
 * afterwards is removed again. A second delivery finds the work done. A bad picture ends as `rejected`, or with its former crop where there is one; only a failing store throws, and the queue then tries again.
 */
export async function renderImage(ports: RenderPorts, { imageId }: RenderImageMessage): Promise<JobOutcome> {
  const image = await findRenderable(ports.db, imageId);
  if (image === null || (await isFinished(ports, image))) {
    await endRender(ports.db, imageId);
    ports.log.info("render_found_done", { image_id: imageId });
    return { kind: "done" };
  }
  const target = { imageId, cropVersion: image.cropVersion };
  const started = ports.now();
  const specs = planVariants(image.kind, ports.descriptors);
  const loadOriginal = () => ports.pictures.open(image.originalKey);
  const rendered = await renderVariants(loadOriginal, { crop: storedCrop(image), kind: image.kind, specs });
  if (!rendered.ok) {
    const outcome = await rejectImage(ports.db, target, rendered.reason, ports.now());
    ports.log.warn("image_rejected", { image_id: imageId, reason: rendered.reason, outcome });
    return { kind: "done" };
  }
  // Platforms that take the same file share it.
  const keys = new Map(
    rendered.variants.map(({ sha256 }) => [sha256, freshKey(image.userId, "variant", sha256)]),
  );
  const orders = await orderUnlessNamed(ports.db, [...keys.values()], ports.now());
  await putFiles(ports.pictures, rendered.variants, keys);
  const rows = rendered.variants.map((variant) => ({
    ...toRow(image, variant, ports.now()),
    r2Key: keyOf(variant, keys),
  }));
  const lint = storeFacts(rendered.facts, image.cropVersion);
  const landed = await landVariants(ports.db, target, rows, ports.now(), lint);
  // What a row names by now stays; all of it goes when the image is gone, cropped anew, or finished by another delivery.
  await tryDeleteBytes(ports, orders);
  ports.log.info("image_rendered", {
    image_id: imageId,
    variants: rows.length,
    landed,
    took_ms: ports.now() - started,
  });
  return { kind: "done" };
}

async function isFinished(ports: RenderPorts, image: RenderableImage): Promise<boolean> {
  if (image.status === "processing") return false;
  if (image.status === "rejected") return true;
  const there = await renderedSlots(ports.db, { imageId: image.id, cropVersion: image.cropVersion });
  return planVariants(image.kind, ports.descriptors).every(({ platform, slot }) =>
    there.has(`${platform}/${slot}`),
  );
}

async function putFiles(
  pictures: PictureStore,
  variants: readonly RenderedVariant[],
  keys: ReadonlyMap<string, string>,
): Promise<void> {
  const files = new Map(variants.map((variant) => [keyOf(variant, keys), variant]));
  for (const [key, { bytes, format }] of files) await pictures.put(key, bytes, `image/${format}`);
}

function keyOf({ sha256 }: RenderedVariant, keys: ReadonlyMap<string, string>): string {
  const key = keys.get(sha256);
  if (key === undefined) throw new Error("a file has no key");
  return key;
}

function toRow(image: RenderableImage, variant: RenderedVariant, now: number) {
  return {
    id: newId("var"),
    imageId: image.id,
    userId: image.userId,
    cropVersion: image.cropVersion,
    platform: variant.platform,
    slot: variant.slot,
    width: variant.width,
    height: variant.height,
    format: variant.format,
    bytes: variant.bytes.length,
    sha256: variant.sha256,
    mediaId: newId("var").slice("var_".length),
    fingerprint: JSON.stringify(variant.fingerprint),
    createdAt: now,
  };
}
