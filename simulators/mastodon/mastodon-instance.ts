/** What the simulated Mastodon server says about itself. As on real ones, limits of profile pictures are not among it. */
import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import { MASTODON_HOST } from "./mastodon-state.ts";

const VERSION = "4.5.2";
const TITLE = "Hopfield Social";
const DESCRIPTION = "A simulated Mastodon server.";

const configuration = {
  urls: { streaming: `wss://${MASTODON_HOST}` },
  accounts: { max_featured_tags: 10, max_pinned_statuses: 5 },
  statuses: { max_characters: 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
  media_attachments: {
    description_limit: 1_500,
    image_size_limit: 16_777_216,
    image_matrix_limit: 33_177_600,
    supported_mime_types: ["image/jpeg", "image/png", "image/gif", "image/webp"],
  },
};

export function mastodonInstance(): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  app.get("/api/v2/instance", (c) =>
    c.json({
      domain: MASTODON_HOST,
      title: TITLE,
      version: VERSION,
      source_url: "https://github.com/mastodon/mastodon",
      description: DESCRIPTION,
      usage: { users: { active_month: 2 } },
      languages: ["en"],
      configuration,
      registrations: { enabled: false, approval_required: false, message: null },
      api_versions: { mastodon: 7 },
      contact: { email: "", account: null },
      rules: [],
    }),
  );
  app.get("/api/v1/instance", (c) =>
    c.json({
      uri: MASTODON_HOST,
      title: TITLE,
      short_description: DESCRIPTION,
      description: DESCRIPTION,
      email: "",
      version: VERSION,
      languages: ["en"],
      registrations: false,
      configuration,
      rules: [],
    }),
  );
  return app;
}
