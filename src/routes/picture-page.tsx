import type { Context } from "hono";

import { MAX_ALT_TEXT_CHARS } from "../limits.ts";
import type { SignedInEnv } from "../middleware/require-session.ts";
import type { ImageResource } from "../services/images/image-resource.ts";
import { listImages } from "../services/images/list-images.ts";
import { FILE_NOTE_NAMES, FILE_NOTES } from "../views/file-notes.ts";
import type { PlatformFacts } from "../views/platform-facts.ts";
import { PicturePage } from "../views/pages/picture.tsx";
import { ALL_PLATFORMS, viewerOf } from "./page-props.ts";

const NOTICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    uploaded: "Uploaded. Choose how it is cut, or leave it centred.",
    replaced: "Uploaded in the place of the earlier one. New files are being cut now.",
    cut: "Saved. New files are being cut now.",
    shared: "That platform uses the shared cut again. A new file is being cut now.",
    matte: "The colour is saved. New files are being made now.",
    fixed: "Done. New files are being made now.",
    described: "The description is saved.",
  }),
);

/** The platform an address or a form names; null for none, or one that is not there. */
export function targetOf(id: string | undefined): PlatformFacts | null {
  return ALL_PLATFORMS.find((platform) => platform.id === id) ?? null;
}

/** The page of one picture, with what just happened, or with the sentence of a refusal. */
export async function picturePage(
  c: Context<SignedInEnv>,
  image: ImageResource,
  problem: string | null,
  target: PlatformFacts | null = targetOf(c.req.query("for")),
) {
  const images = await listImages(c.get("app"), c.get("session").userId);
  const companion = images.find((each) => each.is_current && each.kind !== image.kind);
  return (
    <PicturePage
      viewer={viewerOf(c.get("session"))}
      image={image}
      platforms={ALL_PLATFORMS}
      target={target}
      companionUrl={companion?.thumbnail_url ?? null}
      maxAltText={MAX_ALT_TEXT_CHARS}
      notices={problem === null ? noticesOf(c) : []}
      problem={problem}
    />
  );
}

function noticesOf(c: Context<SignedInEnv>): string[] {
  const also = c.req.queries("also") ?? [];
  // What the browser saw in the file before it travelled.
  const notes = FILE_NOTE_NAMES.filter((name) => also.includes(name)).map((name) => FILE_NOTES[name]);
  const notice = NOTICES.get(c.req.query("notice") ?? "");
  return notice === undefined ? [] : [notice, ...notes];
}
