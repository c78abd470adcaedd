import { sha256Hex } from "../auth/hash.ts";
import type { PictureFormat, Slot } from "../platforms/platform.ts";
import { checkBounds } from "./check-bounds.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { chooseStep, decodedSize, loadDecoder, UndecodableError, withDecoded } from "./decode-picture.ts";
import { type EncodedPicture, encodePicture, loadEncoders } from "./encode-picture.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { fingerprint } from "./fingerprint.ts";
import { type Crop, placeCrop } from "./geometry.ts";
import { readIcc } from "./header/read-icc.ts";
import { type ColourConversion, iccConversion } from "./icc.ts";
import type { Unreadable } from "./images-service.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type PictureHeader, unreadable } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";
import type { VariantSpec } from "./plan-variants.ts";
import { readHeader } from "./read-header.ts";
import { resize } from "./resize.ts";
import { applyTurn } from "./turn.ts";

export interface RenderedVariant {
  readonly platform: VariantSpec["platform"];
  readonly slot: VariantSpec["slot"];
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lower-case hex SHA-256 of `bytes`. */
  readonly sha256: string;
  /** The encoder's quality, null for PNG. */
  readonly quality: number | null;
  /** True when the cut had fewer pixels than the file: it is blurred. */
  readonly upscaled: boolean;
  readonly fingerprint: Fingerprint;
}

interface RenderOptions {
  /** Null: the largest centred part of each target's shape. */
  readonly crop: Crop | null;
  readonly kind: Slot;
  readonly specs: readonly VariantSpec[];
}

type Rendered = { readonly ok: true; readonly variants: readonly RenderedVariant[] } | Unreadable;

interface Cut extends Size {
  readonly pixels: Pixels;
  readonly upscaled: boolean;
}

type Size = { readonly width: number; readonly height: number };

/** Gets the original when its turn has come, so that pictures waiting for theirs take no memory. Null: it is gone. */
type OriginalLoader = () => Promise<Uint8Array | null>;

/**
 * Renders every file of a picture: bounds, scaled decode, orientation, crop, sRGB, resize, encode within the byte limit,
 * and a check of each file by reading it back. Deterministic. A bad picture is an answer; what is thrown is no fault of
 * the picture. One picture at a time is in work in an isolate.
 */
export function renderVariants(
  original: Uint8Array | OriginalLoader,
  options: RenderOptions,
): Promise<Rendered> {
  return oneAtATime(async () => {
    const held = { bytes: typeof original === "function" ? await original() : original };
    return isThere(held) ? render(held, options) : unreadable("original_missing");
  });
}

function isThere(held: { bytes: Uint8Array | null }): held is Original {
  return held.bytes !== null;
}

async function render(original: Original, options: RenderOptions): Promise<Rendered> {
  const header = readHeader(original.bytes);
  if (!header.ok) return header;
  const breach = checkBounds(header, original.bytes.length);
  if (breach !== null) return unreadable(breach.code);
  const profile = await readIcc(original.bytes, header);
  const conversion = profile === null ? null : iccConversion(profile);
  await loadDecoder(header);
  const formats = options.specs.flatMap((spec) => spec.formats);
  await loadEncoders(formats, header.alpha);
  if (formats.includes("jpeg")) await turboJpeg.load();
  // From here to the hashes nothing waits: codecs and their memory belong to this picture alone.
  const drafts = draw(original, header, conversion, options);
  if (!Array.isArray(drafts)) return drafts;
  const variants = await Promise.all(
    drafts.map(async (draft) => ({ ...draft, sha256: await sha256Hex(draft.bytes) })),
  );
  return { ok: true, variants };
}

/** Emptied after decoding, so that a large file takes no memory while its pictures are encoded. */
interface Original {
  bytes: Uint8Array;
}

type Draft = Omit<RenderedVariant, "sha256">;

function draw(
  original: Original,
  header: PictureHeader,
  conversion: ColourConversion | null,
  options: RenderOptions,
): Draft[] | Unreadable {
  let cuts: Map<string, Cut>;
  try {
    cuts = cutAll(original.bytes, header, conversion, options);
    original.bytes = new Uint8Array();
  } catch (error) {
    if (error instanceof UndecodableError) return unreadable("damaged");
    throw error;
  }
  const files = new Map<string, EncodedPicture | null>();
  const drafts: Draft[] = [];
  for (const spec of options.specs) {
    const cut = cuts.get(sizeKey(spec));
    const fileKey = `${sizeKey(spec)} ${spec.formats.join()} ${spec.maxBytes}`;
    if (cut === undefined) throw new Error("a planned size was not cut");
    if (!files.has(fileKey)) files.set(fileKey, encodePicture(cut.pixels, spec.formats, spec.maxBytes));
    const file = files.get(fileKey) ?? null;
    if (file === null) return unreadable("does_not_fit");
    const { platform, slot, width, height } = spec;
    const print = readBack(file, cut.pixels, options.kind);
    drafts.push({ platform, slot, width, height, ...file, upscaled: cut.upscaled, fingerprint: print });
  }
  return drafts;
}

/** Decodes once, at the scale the most demanding file needs, and cuts every size out of it. */
function cutAll(
  original: Uint8Array,
  header: PictureHeader,
  conversion: ColourConversion | null,
  { crop, specs }: RenderOptions,
): Map<string, Cut> {
  const ratios = specs.map((spec) => {
    const { rect, storedTarget } = placeCrop(header, header.orientation, crop, spec);
    return Math.max(storedTarget.width / rect.width, storedTarget.height / rect.height);
  });
  const step = chooseStep(header, original.length, Math.max(...ratios));
  const size = decodedSize(header, step);
  return withDecoded(original, header, step, (pixels) => {
    const cuts = new Map<string, Cut>();
    for (const { width, height } of specs) {
      const key = sizeKey({ width, height });
      if (cuts.has(key)) continue;
      const { rect, turn, storedTarget, upscaled } = placeCrop(size, header.orientation, crop, {
        width,
        height,
      });
      const cut = applyTurn(resize(pixels, rect, storedTarget.width, storedTarget.height), turn);
      conversion?.(cut);
      cuts.set(key, { pixels: cut, width, height, upscaled });
    }
    return cuts;
  });
}

function sizeKey({ width, height }: Size): string {
  return `${width}x${height}`;
}

/**
 * Reads a finished file back and fingerprints what a viewer will get. Our own WebP is checked by its header alone: its
 * decoder would cost 16 MB for a thumbnail nobody compares.
 */
function readBack(file: EncodedPicture, drawn: Pixels, kind: Slot): Fingerprint {
  const header = readHeader(file.bytes);
  const fits =
    header.ok &&
    header.type === file.format &&
    header.width === drawn.width &&
    header.height === drawn.height;
  if (!fits) throw new Error(`an encoded ${file.format} does not read back`);
  if (file.format === "webp") return fingerprint(drawn, kind);
  return withDecoded(file.bytes, header, 8, (pixels) => fingerprint(pixels, kind));
}
