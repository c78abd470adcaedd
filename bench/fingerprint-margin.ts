/**
 * Measures how safely a fingerprint tells a retouched picture from the one before it after a platform re-encoded either,
 * and prints one JSON object: `node bench/fingerprint-margin.ts [--photos DIR]`. The limits in `src/images/verdict.ts`
 * come from it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import sharp, { type Sharp } from "sharp";

import { compareFingerprints } from "../src/images/compare-fingerprints.ts";
import { fingerprint } from "../src/images/fingerprint.ts";
import type { Fingerprint } from "../src/images/fingerprint-type.ts";
import { lean } from "../src/images/lean.ts";
import { verdict, type Verdict } from "../src/images/verdict.ts";
import type { Slot } from "../src/platforms/platform.ts";
import { judge } from "../src/sync/judge.ts";

interface Shape {
  readonly slot: Slot;
  readonly width: number;
  readonly height: number;
}

const SHAPES: readonly Shape[] = [
  { slot: "avatar", width: 400, height: 400 },
  { slot: "avatar", width: 1000, height: 1000 },
  { slot: "banner", width: 1500, height: 500 },
];
/** Where each photograph is cut: share of its width, and the corner. */
const CUTS = [
  { share: 1, x: 0.5, y: 0.5 },
  { share: 0.6, x: 0.2, y: 0.5 },
  { share: 0.5, x: 0.8, y: 0.8 },
  { share: 0.4, x: 0.5, y: 0.1 },
] as const;
/** What platforms do: another JPEG or WebP, often smaller. Sides are of the shorter side. */
const TREATMENTS: readonly { name: string; side: number; encode: (image: Sharp) => Sharp }[] = [
  { name: "jpeg 90", side: 400, encode: (image) => image.jpeg({ quality: 90 }) },
  { name: "jpeg 80", side: 400, encode: (image) => image.jpeg({ quality: 80 }) },
  { name: "jpeg 75", side: 400, encode: (image) => image.jpeg({ quality: 75 }) },
  { name: "jpeg 85 at 200", side: 200, encode: (image) => image.jpeg({ quality: 85 }) },
  { name: "webp 80 at 200", side: 200, encode: (image) => image.webp({ quality: 80 }) },
  { name: "jpeg 85 at 73", side: 73, encode: (image) => image.jpeg({ quality: 85 }) },
  { name: "jpeg 75 at 73", side: 73, encode: (image) => image.jpeg({ quality: 75 }) },
];
/** Small changes a person may make; `none` is the picture itself. */
const RETOUCHES: Record<string, (image: Sharp, shape: Shape) => Sharp> = {
  none: (image) => image,
  "red dot of a tenth": (image, shape) => dot(image, shape, 0.1),
  "red dot of a twentieth": (image, shape) => dot(image, shape, 0.05),
  "brightness +6 %": (image) => image.linear(1.06, 0),
  "brightness +3 %": (image) => image.linear(1.03, 0),
  "saturation +15 %": (image) => image.modulate({ saturation: 1.15 }),
  "hue 15°": (image) => image.modulate({ hue: 15 }),
  "hue 90°": (image) => image.modulate({ hue: 90 }),
};

function dot(image: Sharp, { width, height }: Shape, share: number): Sharp {
  const size = Math.round(Math.min(width, height) * share);
  const svg = `<svg width="${size}" height="${size}"><circle cx="${size / 2}" cy="${size / 2}" r="${size / 2}" fill="#e01010"/></svg>`;
  return image.composite([
    { input: Buffer.from(svg), left: Math.round(width * 0.6), top: Math.round(height * 0.4) },
  ]);
}

async function print(image: Sharp, slot: Slot): Promise<Fingerprint> {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return fingerprint({ data, channels: 4, width: info.width, height: info.height }, slot);
}

/** The picture as cut for a shape, as PNG so that every step starts from the same pixels. */
async function cut(file: string, shape: Shape, place: (typeof CUTS)[number]): Promise<Buffer> {
  const { width, height } = await sharp(file).metadata();
  const aspect = shape.width / shape.height;
  const cutWidth = Math.floor(Math.min(width, height * aspect) * place.share);
  const cutHeight = Math.floor(cutWidth / aspect);
  const area = {
    left: Math.floor((width - cutWidth) * place.x),
    top: Math.floor((height - cutHeight) * place.y),
    width: cutWidth,
    height: cutHeight,
  };
  return sharp(file).extract(area).resize(shape.width, shape.height).png({ compressionLevel: 1 }).toBuffer();
}

interface Row {
  apart: { min: number; max: number };
  /** Largest share of the way that a re-encoding of the sent picture travelled. */
  sentMax: number;
  /** Smallest share that a re-encoding of the picture before travelled. */
  beforeMin: number;
  /** Largest error of the share times the length of the way: noise along the way, in levels. */
  noiseMax: number;
  verdicts: {
    sentShown: Record<Verdict, number>;
    beforeShown: Record<Verdict, number>;
    alone: Record<Verdict, number>;
  };
}

function emptyRow(): Row {
  const none = () => ({ same: 0, different: 0, cannot_tell: 0 });
  return {
    apart: { min: Infinity, max: 0 },
    sentMax: -Infinity,
    beforeMin: Infinity,
    noiseMax: 0,
    verdicts: { sentShown: none(), beforeShown: none(), alone: none() },
  };
}

const { values } = parseArgs({ options: { photos: { type: "string" }, json: { type: "boolean" } } });
const folder = values.photos ?? fileURLToPath(new URL("../test/fixtures/photos/", import.meta.url));
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".jpg"))
  .map((name) => join(folder, name));

const rows: Record<string, Row> = {};
const same = { distanceMax: 0, correlationMin: 1, colourMax: 0, worstCellMax: 0 };
const others = {
  distanceMin: 64,
  correlationMax: -1,
  colourMin: 255,
  pairs: 0,
  verdicts: { same: 0, different: 0, cannot_tell: 0 },
};
/** How the app itself judges, by everything it asks before it says "shown". */
const judged = { new: 0, newShown: 0, old: 0, oldShown: 0 };
const originals = new Map<Slot, Fingerprint[]>();

for (const file of files) {
  for (const shape of SHAPES) {
    for (const place of CUTS) {
      const base = await cut(file, shape, place);
      const shown = new Map<string, Fingerprint[]>();
      const sent = new Map<string, Fingerprint>();
      for (const [name, retouch] of Object.entries(RETOUCHES)) {
        const picture = await retouch(sharp(base).removeAlpha(), shape).jpeg({ quality: 85 }).toBuffer();
        sent.set(name, await print(sharp(picture), shape.slot));
        const prints: Fingerprint[] = [];
        for (const { side, encode } of TREATMENTS) {
          const short = Math.min(shape.width, shape.height);
          const scale = Math.min(1, side / short);
          const small = sharp(picture).resize(
            Math.round(shape.width * scale),
            Math.round(shape.height * scale),
          );
          prints.push(await print(sharp(await encode(small).toBuffer()), shape.slot));
        }
        shown.set(name, prints);
      }
      compareAll(sent, shown);
      const first = sent.get("none");
      if (first !== undefined && shape.width !== 1000)
        originals.set(shape.slot, [...(originals.get(shape.slot) ?? []), first]);
    }
  }
}

/** Every retouch as the new picture over the plain one, whose re-encoding is what the platform showed before. */
function compareAll(sent: Map<string, Fingerprint>, shown: Map<string, Fingerprint[]>): void {
  const plain = shown.get("none") ?? [];
  for (const [name, mine] of sent) {
    for (const each of shown.get(name) ?? []) {
      const { distance, correlation, colourDistance, worstCell } = compareFingerprints(mine, each);
      same.distanceMax = Math.max(same.distanceMax, distance);
      same.correlationMin = Math.min(same.correlationMin, correlation);
      same.colourMax = Math.max(same.colourMax, colourDistance);
      same.worstCellMax = Math.max(same.worstCellMax, worstCell);
    }
    if (name === "none") continue;
    const row = (rows[name] ??= emptyRow());
    for (const before of plain) {
      const { apart } = lean(mine, mine, before);
      row.apart = { min: Math.min(row.apart.min, apart), max: Math.max(row.apart.max, apart) };
      for (const each of shown.get(name) ?? []) {
        const { share } = lean(mine, each, before);
        row.sentMax = Math.max(row.sentMax, share);
        row.noiseMax = Math.max(row.noiseMax, Math.abs(share) * apart);
        row.verdicts.sentShown[verdict(mine, each, before)] += 1;
        judged.new += 1;
        if (isShown(mine, each, before, "identity-changed")) judged.newShown += 1;
      }
      for (const each of plain) {
        const { share } = lean(mine, each, before);
        row.beforeMin = Math.min(row.beforeMin, share);
        row.noiseMax = Math.max(row.noiseMax, Math.abs(1 - share) * apart);
        row.verdicts.beforeShown[verdict(mine, each, before)] += 1;
        judged.old += 1;
        if (isShown(mine, each, before, "identity-same")) judged.oldShown += 1;
      }
      row.verdicts.alone[verdict(mine, before, null)] += 1;
    }
  }
}

function isShown(
  sent: Fingerprint,
  shown: Fingerprint,
  before: Fingerprint,
  evidence: "identity-changed" | "identity-same",
): boolean {
  return judge({ evidence, identityMayStay: true, sent, shown, before, isDefault: false }).kind === "shown";
}

for (const prints of originals.values()) {
  for (const [index, a] of prints.entries()) {
    for (const b of prints.slice(index + 1)) {
      const { distance, correlation, colourDistance } = compareFingerprints(a, b);
      others.pairs += 1;
      others.distanceMin = Math.min(others.distanceMin, distance);
      others.correlationMax = Math.max(others.correlationMax, correlation);
      others.colourMin = Math.min(others.colourMin, colourDistance);
      others.verdicts[verdict(a, b, null)] += 1;
    }
  }
}

console.log(
  JSON.stringify(
    { photos: files.length, treatments: TREATMENTS.map(({ name }) => name), same, others, retouches: rows },
    null,
    1,
  ),
);
const good = judged.newShown === judged.new && judged.oldShown === 0;
console.error(
  `${good ? "✔" : "✖"} ${judged.newShown} of ${judged.new} new pictures recognised after a re-encoding; ` +
    `${judged.oldShown === 0 ? "none" : judged.oldShown} of ${judged.old} old ones taken for new`,
);
