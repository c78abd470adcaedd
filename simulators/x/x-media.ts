/** The picture files of X: `pbs.twimg.com`, and X's own pictures on `abs.twimg.com`. */
import { Hono } from "hono";
import sharp from "sharp";

import type { SimClock } from "../clock.ts";
import { drawDefaultAvatar } from "../drawings.ts";
import { pictureAnswer, type PictureFile } from "../picture-answer.ts";
import type { SimEnv, SimulatedSlot } from "../simulator.ts";
import type { Store } from "../store.ts";
import type { XDocument } from "./x-state.ts";

export const X_DEFAULT_AVATAR = "/sticky/default_profile_images/default_profile";

/** Sides of the named sizes in pixels; no suffix means the largest there is. */
const AVATAR_SIDES: Readonly<Record<string, number>> = { _mini: 24, _normal: 48, _bigger: 73, _400x400: 400 };
const BANNER_SIZES: Readonly<Record<string, readonly [number, number]>> = {
  "1500x500": [1_500, 500],
  "600x200": [600, 200],
  "300x100": [300, 100],
  ipad: [626, 313],
  ipad_retina: [1_252, 626],
  web: [520, 260],
  web_retina: [1_040, 520],
  mobile: [320, 160],
  mobile_retina: [640, 320],
};

/** Names and pixels of the sizes a banner exists in. */
export const X_BANNER_SIZES = Object.entries(BANNER_SIZES);

/** Mounted below `/media`. */
export function xMedia(state: XDocument, store: Store, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/profile_images/:id/:file", async (c) => {
    const [, name, suffix = ""] =
      /^([A-Za-z0-9]+)(_mini|_normal|_bigger|_400x400)?\.jpg$/.exec(c.req.param("file")) ?? [];
    const original = name === undefined ? null : find("avatar", `${c.req.param("id")}/${name}`);
    const side = AVATAR_SIDES[suffix] ?? 400;
    return pictureAnswer(original === null ? null : await scaled(original, side, side), c.req.raw);
  });

  app.on("GET", ["/profile_banners/:id/:time", "/profile_banners/:id/:time/:size"], async (c) => {
    const {
      id,
      time,
      size: name = "1500x500",
    } = c.req.param() as { id: string; time: string; size?: string };
    const original = find("banner", `${id}/${time}`);
    const size = BANNER_SIZES[name];
    return pictureAnswer(
      original === null || size === undefined ? null : await scaled(original, ...size),
      c.req.raw,
    );
  });

  app.get("/sticky/default_profile_images/:file", async (c) => {
    const suffix = /^default_profile(_mini|_normal|_bigger|_400x400)?\.png$/.exec(c.req.param("file"));
    if (suffix === null) return pictureAnswer(null, c.req.raw);
    const side = AVATAR_SIDES[suffix[1] ?? ""] ?? 400;
    const whole = { bytes: await drawDefaultAvatar(), contentType: "image/png" };
    return pictureAnswer(await scaled(whole, side, side), c.req.raw);
  });

  function find(slot: SimulatedSlot, id: string): PictureFile | null {
    const version = state.value.accounts.flatMap((account) => account[slot]).find((each) => each.id === id);
    if (version === undefined || version.picture === null || version.visibleAt > clock.now()) return null;
    const bytes = store.readFile(version.picture.file);
    return bytes === null ? null : { bytes, contentType: version.picture.contentType };
  }

  return app;
}

/** The stored file itself where no smaller one is asked for. */
async function scaled(file: PictureFile, width: number, height: number): Promise<PictureFile> {
  const { width: have, height: high } = await sharp(file.bytes).metadata();
  if (have <= width && high <= height) return file;
  const smaller = sharp(file.bytes).resize(width, height, { fit: "cover" });
  const bytes = await (
    file.contentType === "image/png" ? smaller.png() : smaller.jpeg({ quality: 85 })
  ).toBuffer();
  return { bytes: new Uint8Array(bytes), contentType: file.contentType };
}
