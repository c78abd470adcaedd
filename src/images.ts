/** Entry of the images Worker: renders uploads from its queue and fingerprints pictures for the app over RPC. */
import { WorkerEntrypoint } from "cloudflare:workers";

import type { ImagesService as ImagesPort } from "./images/images-service.ts";
import { readFingerprint } from "./images/read-fingerprint.ts";
import { createImagesContext } from "./images-context.ts";
import type { Slot } from "./platforms/platform.ts";
import { consumeBatch } from "./queues/consume.ts";
import { type RenderImageMessage, renderImageMessage } from "./queues/messages.ts";
import { renderImage } from "./queues/render-image.ts";

/** Below the queue's four deliveries: what reaches the dead letters killed the Worker, it did not meet a store that was away. */
const LEAVE_AFTER = 3;

export class ImagesService extends WorkerEntrypoint<ImagesEnv> implements ImagesPort {
  fingerprint(bytes: Uint8Array, slot: Slot): ReturnType<ImagesPort["fingerprint"]> {
    return readFingerprint(bytes, slot);
  }
}

export default {
  async queue(batch, env): Promise<void> {
    const ports = createImagesContext(env);
    const render = (message: RenderImageMessage) => renderImage(ports, message);
    await consumeBatch(batch, renderImageMessage, render, ports.log, { leaveAfter: LEAVE_AFTER });
  },
} satisfies ExportedHandler<ImagesEnv>;
