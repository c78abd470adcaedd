import { sha256Hex } from "../auth/hash.ts";
import type { Slot } from "../platforms/platform.ts";
import { UndecodableError } from "./blame.ts";
import { type Buffers, borrowBuffers } from "./buffer-pool.ts";
import { FILE_BOUNDS } from "./bounds.ts";
import { checkBounds } from "./check-bounds.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { cutKey } from "./cut-key.ts";
import { type Cut, cutPicture } from "./cut-picture.ts";
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
import { placeholderOf } from "./placeholder.ts";
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
  /** Of every file without a crop of its own. Null: the largest centred part of each target's shape. */
  readonly crop: Crop | null;
  readonly kind: Slot;
  readonly specs: readonly VariantSpec[];
  /** What see-through parts are laid on where a platform takes no transparency. White unless said. */
  readonly matte?: Rgb;
}

/** A file to render, and where it is cut. */
type PlacedSpec = Omit<VariantSpec, "crop"> & { readonly crop: Crop | null };

export interface RenderedPicture {
  readonly ok: true;
  readonly variants: readonly RenderedVariant[];
  /** Base64 of the thumbnail's ThumbHash, null when none was asked for. */
  readonly placeholder: string | null;
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
  const placed = options.specs.map((spec): PlacedSpec => ({ ...spec, crop: spec.crop ?? options.crop }));
  const specs = fitOutputs(placed, header, file.size);
  const peak = createPeakMemory();
  const profile = await readIcc(file.bytes(), header);
  const conversion = profile === null ? null : iccConversion(profile);
  await loadDecoder(header);
  const letGo = peak.hold(file.outside);
  const overview = createOverview(header, conversion);
  let cuts: Map<string, Cut>;
  try {
    cuts = await cutPicture({ specs, file, header, conversion, buffers, peak, watch: overview.begin });
  } catch (error) {
    if (error instanceof UndecodableError) return unreadable("damaged");
    throw error;
  }
  // A large file takes no memory while its pictures are encoded.
  file.release();
  letGo();
  const pieces = specs.flatMap((spec) => {
    const pixels = cuts.get(cutKey(spec))?.pixels;
    return pixels === undefined ? [] : [{ ...spec, pixels }];
  });
  await loadEncoders(pieces);
  // It reads the finished files back.
  if (pieces.some(({ formats }) => formats.includes("jpeg"))) await turboJpeg.load();
  const thumbnail = specs.find(({ slot }) => slot === "thumbnail");
  const small = thumbnail === undefined ? undefined : cuts.get(cutKey(thumbnail))?.pixels;
  // Before the encoders, which may lay the pixels on a colour.
  const placeholder = small === undefined ? null : placeholderOf(small);
  const factsOf = measureFacts({ header, kind: options.kind, overview, matte: options.matte, pieces });
  // From here to the hashes nothing waits: encoders and their memory belong to this picture alone.
  const drafts = draw(cuts, specs, options, peak);
  if (drafts === null) return unreadable("does_not_fit");
  const variants = await Promise.all(
    drafts.map(async (draft) => ({ ...draft, sha256: await sha256Hex(draft.bytes) })),
  );
  return {
    ok: true,
    variants,
    placeholder,
    animationDropped: header.animated,
    facts: factsOf(variants),
    peakBytes: peak.highest(),
  };
}

type Draft = Omit<RenderedVariant, "sha256">;

/** In the order of the specs. Null when a file cannot be made small enough. */
function draw(
  cuts: ReadonlyMap<string, Cut>,
  specs: readonly PlacedSpec[],
  { kind, matte = WHITE }: Pick<RenderOptions, "kind" | "matte">,
  peak: PeakMemory,
): Draft[] | null {
  const drafts = new Map<PlacedSpec, Draft>();
  for (const [key, alike] of Map.groupBy(specs, cutKey)) {
    const cut = cuts.get(key);
    if (cut === undefined) throw new Error("a planned piece was not cut");
    const encoder = pictureEncoder(cut.pixels, matte);
    const prints = new Map<Uint8Array, Fingerprint>();
    const keep = (spec: PlacedSpec, file: EncodedPicture) => {
      if (!prints.has(file.bytes)) peak.hold(file.bytes.length);
      const print = prints.get(file.bytes) ?? readBack(file, cut.pixels, kind, alike.some(isCompared));
      prints.set(file.bytes, print);
      const { platform, slot, width, height } = spec;
      const facts = { platform, slot, width, height, upscaled: cut.upscaled, fingerprint: print };
      drafts.set(spec, { ...facts, ...file });
    };
    // What keeps its transparency first: the matte is then laid under the piece itself, which no copy is made of.
    for (const way of [encoder.asItIs, encoder.onMatte]) {
      for (const spec of alike.filter((each) => !drafts.has(each))) {
        const file = way(spec.formats, spec.maxBytes);
        if (file !== null) keep(spec, file);
      }
    }
    if (!alike.every((spec) => drafts.has(spec))) return null;
  }
  peak.look();
  return specs.flatMap((spec) => drafts.get(spec) ?? []);
}

/**
 * Reads a finished file back and fingerprints what a viewer will get. One that is never compared with what a platform
 * shows is checked by its header alone; so is WebP, whose decoder would cost 16 MB.
 */
function readBack(file: EncodedPicture, drawn: Pixels, kind: Slot, compared: boolean): Fingerprint {
  const header = readHeader(file.bytes);
  const fits =
    header.ok &&
    header.type === file.format &&
    header.width === drawn.width &&
    header.height === drawn.height;
  if (!fits) throw new Error(`an encoded ${file.format} does not read back`);
  if (file.format === "webp" || !compared) return fingerprint(drawn, kind);
  return decodeAtOnce(file.bytes, header, (pixels) => fingerprint(pixels, kind));
}

function isCompared({ slot }: PlacedSpec): boolean {
  return slot !== "thumbnail";
}
