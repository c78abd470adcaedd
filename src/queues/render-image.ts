import {
  endRender,
  findRenderable,
  landVariants,
  rejectImage,
  type RenderableImage,
} from "../db/image-renders.ts";
import { storeFacts } from "../images/lint/stored-facts.ts";
import { planVariants } from "../images/plan-variants.ts";
import { tryDeleteBytes } from "../services/images/delete-bytes.ts";
import { storedOverrides } from "../services/images/image-resource.ts";
import type { JobOutcome } from "./consume.ts";
import type { RenderImageMessage } from "./messages.ts";
import { renderFiles, type RenderPorts } from "./render-files.ts";
import { renderStale } from "./render-stale.ts";

export type { RenderPorts };

/**
 * Renders what an image needs: every file of a new cut, or those of a ready picture that its platforms ask for otherwise by
 * now. A second delivery finds the work done. Only a failing store throws, and the queue then tries again.
 */
export async function renderImage(ports: RenderPorts, { imageId }: RenderImageMessage): Promise<JobOutcome> {
  const image = await findRenderable(ports.db, imageId);
  if (image === null || image.status === "rejected") {
    await endRender(ports.db, imageId);
    ports.log.info("render_found_done", { image_id: imageId });
  } else if (image.status === "ready") await renderStale(ports, image);
  else await renderAll(ports, image);
  return { kind: "done" };
}

/**
 * Every file: orders to delete them should this end halfway, bytes to R2, then one D1 transaction that lands only while the
 * image exists with the same crop. Whatever was put and is named by nothing afterwards is removed again. A bad picture ends
 * as `rejected`, or with its former cut where there is one.
 */
async function renderAll(ports: RenderPorts, image: RenderableImage): Promise<void> {
  const target = { imageId: image.id, cropVersion: image.cropVersion };
  const started = ports.now();
  const specs = planVariants(image.kind, ports.descriptors, storedOverrides(image));
  const stored = await renderFiles(ports, image, specs);
  if (!stored.ok) {
    const outcome = await rejectImage(ports.db, target, stored.reason, ports.now());
    ports.log.warn("image_rejected", { image_id: image.id, reason: stored.reason, outcome });
    return;
  }
  const lint = storeFacts(stored.facts, image.cropVersion);
  const landed = await landVariants(ports.db, target, stored.rows, ports.now(), lint);
  // What a row names by now stays; all of it goes when the image is gone, cropped anew, or finished by another delivery.
  await tryDeleteBytes(ports, stored.orders);
  ports.log.info("image_rendered", {
    image_id: image.id,
    variants: stored.rows.length,
    landed,
    took_ms: ports.now() - started,
  });
}
