import { sha256Hex } from "../auth/hash.ts";
import type { Slot } from "../platforms/platform.ts";
import { UndecodableError } from "./blame.ts";
import { type Buffers, borrowBuffers } from "./buffer-pool.ts";
import { FILE_BOUNDS } from "./bounds.ts";
import { checkBounds } from "./check-bounds.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { type Cut, cutPicture, sizeKey } from "./cut-picture.ts";
import { decodeAtOnce } from "./decode-at-once.ts";
import { loadDecoder } from "./decode-rows.ts";
import { type EncodedPicture, loadEncoders, pictureEncoder } from "./encode-picture.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { fingerprint } from "./fingerprint.ts";
import { fitOutputs } from "./fit-outputs.ts";
import { type Rgb, WHITE } from "./flatten.ts";
import type { Crop } from "./geometry.ts";
import { readIcc } from "./header/read-icc.ts";
import { type FileSource, type HeldFile, holdBytes, holdStream } from "./held-file.ts";
import { iccConversion } from "./icc.ts";
import type { Unreadable } from "./images-service.ts";
import type { PictureFacts } from "./lint/facts.ts";
import { measureFacts } from "./lint/measure-facts.ts";
import { createOverview } from "./lint/overview.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createPeakMemory, type PeakMemory } from "./peak-memory.ts";
import { unreadable } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";
import type { VariantSpec } from "./plan-variants.ts";
import { readHeader } from "./read-header.ts";

export interface RenderedVariant extends EncodedPicture {
  readonly platform: VariantSpec["platform"];
  readonly slot: VariantSpec["slot"];
  /** As asked for, or less where that does not fit beside decoding, see `fitOutputs`. */
  readonly width: number;
  readonly height: number;
  /** Lower-case hex SHA-256 of `bytes`. */
  readonly sha256: string;
  /** True when the cut had fewer pixels than the file: it is blurred. */
  readonly upscaled: boolean;
  readonly fingerprint: Fingerprint;
}

interface RenderOptions {
  /** Null: the largest centred part of each target's shape. */
  readonly crop: Crop | null;
  readonly kind: Slot;
  readonly specs: readonly VariantSpec[];
  /** What see-through parts are laid on where a platform takes no transparency. White unless said. */
  readonly matte?: Rgb;
}

export interface RenderedPicture {
  readonly ok: true;
  readonly variants: readonly RenderedVariant[];
  /** True when the file is a moving picture: its first frame was taken. */
  readonly animationDropped: boolean;
  /** What the rules of `lint` judge. */
  readonly facts: PictureFacts;
  /** WASM memory and live buffers at their highest, in bytes. */
  readonly peakBytes: number;
}

/**
 * Opens the original when its turn has come, so that pictures waiting for theirs take no memory: the bytes, or a stream
 * of them. Null: it is gone.
 */
type OriginalLoader = () => Promise<Uint8Array | FileSource | null>;

/**
 * Renders every file of a picture: bounds, scaled decode, orientation, crop, sRGB, resize, encode within the byte limit,
 * and a check of each file by reading it back. Deterministic. A bad picture is an answer; what is thrown is no fault of
 * the picture. One picture at a time is in work in an isolate.
 */
export function renderVariants(
  original: Uint8Array | OriginalLoader,
  options: RenderOptions,
): Promise<RenderedPicture | Unreadable> {
  return oneAtATime(async () => {
    const buffers = borrowBuffers();
    let file: HeldFile | null = null;
    try {
      const found = typeof original === "function" ? await original() : original;
      if (found === null) return unreadable("original_missing");
      if (!(found instanceof Uint8Array) && found.size > FILE_BOUNDS.maxBytes) {
        await found.body.cancel();
        return unreadable("file_too_large");
      }
      file = found instanceof Uint8Array ? holdBytes(found) : await holdStream(found, buffers);
      return await render(file, options, buffers);
    } finally {
      file?.release();
      buffers.giveBack();
    }
  });
}

async function render(
  file: HeldFile,
  options: RenderOptions,
  buffers: Buffers,
): Promise<RenderedPicture | Unreadable> {
  const header = readHeader(file.bytes());
  if (!header.ok) return header;
  const breach = checkBounds(header, file.size);
  if (breach !== null) return unreadable(breach.code);
  const specs = fitOutputs(options.specs, header, file.size);
  const peak = createPeakMemory();
  const profile = await readIcc(file.bytes(), header);
  const conversion = profile === null ? null : iccConversion(profile);
  await loadDecoder(header);
  const letGo = peak.hold(file.outside);
  const overview = createOverview(header, conversion);
  let cuts: Map<string, Cut>;
  try {
    cuts = await cutPicture({
      crop: options.crop,
      specs,
      file,
      header,
      conversion,
      buffers,
      peak,
      watch: overview.begin,
    });
  } catch (error) {
    if (error instanceof UndecodableError) return unreadable("damaged");
    throw error;
  }
  // A large file takes no memory while its pictures are encoded.
  file.release();
  letGo();
  const files = specs.flatMap(({ formats, ...size }) => {
    const pixels = cuts.get(sizeKey(size))?.pixels;
    return pixels === undefined ? [] : [{ formats, pixels }];
  });
  await loadEncoders(files);
  // It reads the finished files back.
  if (files.some(({ formats }) => formats.includes("jpeg"))) await turboJpeg.load();
  // From here to the hashes nothing waits: encoders and their memory belong to this picture alone.
  const drafts = draw(cuts, { ...options, specs }, buffers, peak);
  if (drafts === null) return unreadable("does_not_fit");
  const pieces = drafts.flatMap((draft) => {
    const pixels = cuts.get(sizeKey(draft))?.pixels;
    return pixels === undefined ? [] : [{ ...draft, crop: options.crop, pixels }];
  });
  const facts = measureFacts({ header, kind: options.kind, overview, matte: options.matte, pieces });
  const variants = await Promise.all(
    drafts.map(async (draft) => ({ ...draft, sha256: await sha256Hex(draft.bytes) })),
  );
  return { ok: true, variants, animationDropped: header.animated, facts, peakBytes: peak.highest() };
}

type Draft = Omit<RenderedVariant, "sha256">;

/** Null when a file cannot be made small enough. */
function draw(
  cuts: ReadonlyMap<string, Cut>,
  { specs, kind, matte = WHITE }: RenderOptions,
  buffers: Buffers,
  peak: PeakMemory,
): Draft[] | null {
  const encoders = new Map(
    [...cuts].map(([key, { pixels }]) => [key, pictureEncoder(pixels, matte, buffers)] as const),
  );
  const prints = new Map<Uint8Array, Fingerprint>();
  const drafts: Draft[] = [];
  for (const spec of specs) {
    const cut = cuts.get(sizeKey(spec));
    const file = encoders.get(sizeKey(spec))?.(spec.formats, spec.maxBytes);
    if (cut === undefined || file === undefined) throw new Error("a planned size was not cut");
    if (file === null) return null;
    if (!prints.has(file.bytes)) peak.hold(file.bytes.length);
    const print = prints.get(file.bytes) ?? readBack(file, cut.pixels, kind);
    prints.set(file.bytes, print);
    const { platform, slot, width, height } = spec;
    drafts.push({ platform, slot, width, height, ...file, upscaled: cut.upscaled, fingerprint: print });
  }
  peak.look();
  return drafts;
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
  return decodeAtOnce(file.bytes, header, (pixels) => fingerprint(pixels, kind));
}
