import { gifFiles, otherFiles } from "./bombs/other-files.ts";
import { jpegFrames } from "./bombs/jpeg-frames.ts";
import { jpegScans } from "./bombs/jpeg-scans.ts";
import { jpegSegments } from "./bombs/jpeg-segments.ts";
import { pngChunks } from "./bombs/png-chunks.ts";
import { pngFrames } from "./bombs/png-frames.ts";
import { webpFiles } from "./bombs/webp-files.ts";
import { ADOBE_RGB, DISPLAY_P3, matrixProfile } from "./build/icc.ts";
import { dressedFile } from "./dressed-file.ts";
import { goodFile, goodNames } from "./good-files.ts";
import type { HostileFile } from "./hostile-file.ts";
import { listParts } from "./structure/list-parts.ts";

/** Every bomb, the same each time. */
export async function generatedFiles(): Promise<HostileFile[]> {
  return [
    ...pngFrames(),
    ...pngChunks(),
    ...jpegFrames(),
    ...(await jpegScans()),
    ...jpegSegments(),
    ...webpFiles(),
    ...gifFiles(),
    ...otherFiles(),
  ];
}

/** Every good picture cut off at the start, the middle and one byte before the end of each of its pieces. */
export function truncatedFiles(): HostileFile[] {
  return goodNames().flatMap((name) => {
    const good = goodFile(name);
    const cuts = new Set(
      listParts(good).flatMap(({ start, end }) => [start, Math.floor((start + end) / 2), end - 1]),
    );
    return [...cuts].map((at) => ({
      name: `${name}-cut-at-${at}`,
      source: "cut off",
      bytes: good.subarray(0, at),
    }));
  });
}

/** Good pictures full of metadata, in every orientation: exiftool looks at what is made of them. */
export function dressedFiles(): HostileFile[] {
  const profiles = [matrixProfile(DISPLAY_P3, 2.2), matrixProfile(ADOBE_RGB, 563 / 256), null];
  return ["progressive.jpg", "plain.png", "lossless.webp", "lossy.webp"].flatMap((name) =>
    Array.from({ length: 8 }, (_, index) => ({
      name: `orientation-${index + 1}-${name}`,
      source: "dressed",
      bytes: dressedFile(goodFile(name), {
        orientation: index + 1,
        profile: profiles[index % profiles.length] ?? null,
      }),
    })),
  );
}
