/** Pictures drawn for one rule, and what the rules say of them. */
import type { Rgb } from "../../../src/images/flatten.ts";
import type { Crop } from "../../../src/images/geometry.ts";
import type { Finding, Fix } from "../../../src/images/lint/finding.ts";
import { lintPicture } from "../../../src/images/lint/lint-picture.ts";
import type { VariantSpec } from "../../../src/images/plan-variants.ts";
import { renderVariants } from "../../../src/images/render-variants.ts";
import { PLATFORM_IDS, type PlatformId, type Slot } from "../../../src/platforms/platform.ts";
import { descriptors } from "../../../src/platforms/registry.ts";
import { makePng } from "./make-png.ts";

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** A PNG with transparency, drawn pixel by pixel. */
export function drawn(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Promise<Uint8Array<ArrayBuffer>> {
  const rows = Array.from({ length: height }, (_, y) =>
    Uint8Array.from(
      Array.from({ length: width }, (_column, x) => {
        const [red, green, blue, alpha = 255] = colourAt(x, y);
        return [red, green, blue, alpha];
      }).flat(),
    ),
  );
  return makePng({ width, height, bitDepth: 8, colour: 6, rows });
}

export interface Wish {
  readonly kind?: Slot;
  readonly crop?: Crop | null;
  readonly matte?: Rgb;
  readonly width?: number;
  readonly formats?: VariantSpec["formats"];
  readonly platforms?: readonly PlatformId[];
}

export const nameOf = (platform: PlatformId): string => descriptors[platform].name;

/** Renders a picture as every platform would have it, small so that it is quick, and judges it. */
export async function judged(file: Uint8Array, wish: Wish = {}): Promise<Finding[]> {
  const { kind = "avatar", crop = null, matte, formats = ["jpeg"], platforms = PLATFORM_IDS } = wish;
  const width = wish.width ?? (kind === "avatar" ? 128 : 300);
  const height = kind === "avatar" ? width : width / 3;
  const specs = platforms.map((platform): VariantSpec => ({
    platform,
    slot: kind,
    width,
    height,
    formats,
    maxBytes: 500_000,
  }));
  const rendered = await renderVariants(file, {
    crop,
    kind,
    specs,
    ...(matte === undefined ? {} : { matte }),
  });
  if (!rendered.ok) throw new Error(rendered.reason);
  return lintPicture(rendered.facts, nameOf);
}

/** The wish with a fix applied, as a person's one click does it. */
export function withFix(wish: Wish, fix: Fix | null | undefined): Wish {
  if (fix?.kind === "crop") return { ...wish, crop: fix.crop, platforms: fix.platforms };
  if (fix?.kind !== "matte") throw new Error("there is no fix");
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(fix.matte.slice(at, at + 2), 16),
  );
  return { ...wish, matte: { red, green, blue } };
}
