import type { Database } from "../db/client.ts";
import { unusedKeys } from "../db/image-bytes.ts";
import {
  endRender,
  findRenderable,
  landVariants,
  rejectImage,
  type RenderableImage,
  renderedSlots,
} from "../db/image-renders.ts";
import { planVariants } from "../images/plan-variants.ts";
import { type RenderedVariant, renderVariants } from "../images/render-variants.ts";
import type { Logger } from "../log.ts";
import { newId } from "../new-id.ts";
import type { PlatformDescriptor } from "../platforms/platform.ts";
import { storedCrop } from "../services/images/image-resource.ts";
import { pictureKey, type PictureStore } from "../storage/picture-store.ts";
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
 * Renders one image for every platform: bytes to R2, then one D1 transaction that lands only while the image exists with
 * the same crop. Whatever was put and is needed by nothing afterwards is removed again. A second delivery finds the work
 * done. A bad picture ends as `rejected`, or with its former crop where there is one; only a failing store throws, and the queue then tries again.
 */
export async function renderImage(ports: RenderPorts, { imageId }: RenderImageMessage): Promise<JobOutcome> {
  const image = await findRenderable(ports.db, imageId);
  if (image === null || (await isFinished(ports, image))) {
    await endRender(ports.db, imageId);
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
  const keys = await putFiles(ports, image, rendered.variants);
  const rows = rendered.variants.map((variant) => toRow(image, variant, ports.now()));
  const landed = await landVariants(ports.db, target, rows, ports.now());
  await ports.pictures.delete(await unusedKeys(ports.db, image.userId, keys));
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

/** Puts each distinct file once; two platforms often take the same bytes. */
async function putFiles(
  { pictures }: RenderPorts,
  { userId }: RenderableImage,
  variants: readonly RenderedVariant[],
): Promise<string[]> {
  const files = new Map(variants.map((variant) => [pictureKey(userId, "variant", variant.sha256), variant]));
  for (const [key, { bytes, format }] of files) await pictures.put(key, bytes, `image/${format}`);
  return [...files.keys()];
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
    r2Key: pictureKey(image.userId, "variant", variant.sha256),
    mediaId: newId("var").slice("var_".length),
    fingerprint: JSON.stringify(variant.fingerprint),
    createdAt: now,
  };
}
