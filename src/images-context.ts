/** The images Worker's counterpart of `context.ts`: its two bindings become the ports of `queues/render-image.ts`. */
import { createDatabase } from "./db/client.ts";
import { createLogger } from "./log.ts";
import { descriptors } from "./platforms/registry.ts";
import type { RenderPorts } from "./queues/render-image.ts";
import { createPictureStore } from "./storage/picture-store.ts";

/** Builds the ports of one message. */
export function createImagesContext(env: ImagesEnv): RenderPorts {
  return {
    db: createDatabase(env.DB),
    pictures: createPictureStore(env.PICTURES),
    descriptors: Object.values(descriptors),
    log: createLogger({ worker: "images" }),
    now: Date.now,
  };
}
