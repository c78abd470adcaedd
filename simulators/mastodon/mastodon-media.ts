/** The picture files of the simulated Mastodon server. */
import { Hono } from "hono";

import { drawDefaultAvatar, drawDefaultBanner } from "../drawings.ts";
import { pictureAnswer } from "../picture-answer.ts";
import type { SimEnv } from "../simulator.ts";
import type { Store } from "../store.ts";
import type { MastodonDocument } from "./mastodon-state.ts";

/** Whether a path is a picture file. */
export function isMastodonMedia(path: string): boolean {
  return /^\/(?:system|avatars|headers)\//.test(path);
}

export function mastodonMedia(state: MastodonDocument, store: Store): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  app.get("/avatars/original/missing.png", async (c) =>
    pictureAnswer({ bytes: await drawDefaultAvatar(), contentType: "image/png" }, c.req.raw),
  );
  app.get("/headers/original/missing.png", async (c) =>
    pictureAnswer({ bytes: await drawDefaultBanner(), contentType: "image/png" }, c.req.raw),
  );
  // Only what is shown now: the server deletes a file when another takes its place.
  app.get("/system/accounts/*", (c) => {
    const [, folder, id] =
      /^\/system\/accounts\/(avatars|headers)\/[\d/]+\/original\/([0-9a-f]+)\.jpg$/.exec(c.req.path) ?? [];
    const slot = folder === "avatars" ? "avatar" : "banner";
    const version = state.value.accounts
      .map((account) => account[slot].at(-1))
      .find((each) => each?.id === id);
    const bytes = version?.picture == null ? null : store.readFile(version.picture.file);
    return pictureAnswer(bytes === null ? null : { bytes, contentType: "image/jpeg" }, c.req.raw);
  });
  return app;
}
