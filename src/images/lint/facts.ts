import * as z from "zod";

import { PLATFORM_IDS, SLOTS } from "../../platforms/platform.ts";

/** Raised when a figure changes its meaning: what was stored before is then not judged any more. */
const VERSION = 1;

const share = z.number().min(0).max(1);
const crop = z.object({
  x: share,
  y: share,
  width: share,
  height: share,
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
});

/** What of the things that stand out a way of showing a banner loses, as shares of those in the cut. */
const bannerView = z.object({
  name: z.string(),
  /** Where the banner is cut to fit. */
  cutAt: z.enum(["top and bottom", "left and right", "no side"]),
  /** Outside of the part that is seen. */
  hidden: share,
  /** Behind the profile picture. */
  covered: share,
});

const place = z.object({
  platform: z.enum(PLATFORM_IDS),
  /** Pixels of the file. */
  width: z.int().positive(),
  height: z.int().positive(),
  mask: z.enum(["circle", "rounded", "none"]),
  /** Pixels of the picture that the file was made of, along the width. */
  cutWidth: z.number().positive(),
  /** How many times the cut was enlarged; 1 or less: it was not. */
  enlarged: z.number().nonnegative(),
  /** A cut around the same middle that need not be enlarged. */
  larger: crop.nullable(),
  /** As `measureDetail`. */
  detail: z.number().nonnegative().nullable(),
  /** As `measureSmall`. */
  small: share.nullable(),
  /** Share of the edge that is like the platform's light or dark page. */
  edgeLike: z.object({ light: share, dark: share }),
  flattened: z.boolean(),
  /** Avatars. Shares of what stands out in the whole picture: shown now, and by the best cut of the same size. */
  kept: share.nullable(),
  best: z.object({ kept: share, corners: share, crop }).nullable(),
  /** Avatars: share of what stands out in the cut that the mask hides. */
  corners: share.nullable(),
  /** Banners: every way of showing it, and the cut of the same size that is shown best with what it loses. */
  views: z.array(bannerView),
  clear: z.object({ crop, views: z.array(bannerView) }).nullable(),
});

/** What was measured of one picture in one crop. Plain numbers: what they mean is for the rules to say. */
export const factsSchema = z.object({
  version: z.literal(VERSION),
  kind: z.enum(SLOTS),
  /** True when frames were dropped. */
  moving: z.boolean(),
  /** The file said where, or with what, it was taken. */
  gps: z.boolean(),
  /** A colour was chosen for what is see-through. */
  matteChosen: z.boolean(),
  /** Share of the picture that is see-through, and the colour that sets off the rest best. */
  seeThrough: share,
  matte: z.string(),
  places: z.array(place),
});
export type PictureFacts = z.infer<typeof factsSchema>;
export type PlaceFacts = z.infer<typeof place>;
export type ViewFacts = z.infer<typeof bannerView>;

export const FACTS_VERSION: typeof VERSION = VERSION;
