import type { PictureFormat } from "../platforms/platform.ts";
import type { Buffers } from "./buffer-pool.ts";
import { chooseStep, exactSize } from "./choose-step.ts";
import { type CutSpec, cutKey } from "./cut-key.ts";
import { cutRows } from "./cut-rows.ts";
import { decodeRows } from "./decode-rows.ts";
import { placeCrop } from "./geometry.ts";
import type { HeldFile } from "./held-file.ts";
import type { ColourConversion } from "./icc.ts";
import { decodeBytes } from "./memory-budget.ts";
import type { PeakMemory } from "./peak-memory.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";
import { resize } from "./resize.ts";
import type { RowFormat, RowSink } from "./rows.ts";
import { layDown } from "./turn.ts";

/** A piece of the picture as one or more files want it, upright and in sRGB. */
export interface Cut {
  readonly pixels: Pixels;
  /** True when there were fewer pixels than wanted: it is blurred. */
  readonly upscaled: boolean;
}

interface Wanted extends CutSpec {
  readonly formats: readonly PictureFormat[];
  /** `thumbnail`: for our own pages. */
  readonly slot?: string;
}

interface CutOptions {
  readonly file: HeldFile;
  readonly header: PictureHeader;
  readonly conversion: ColourConversion | null;
  /** Files with other crops are cut out of the same rows. */
  readonly specs: readonly Wanted[];
  readonly buffers: Buffers;
  readonly peak: PeakMemory;
  /** Sees every row of the whole picture as it goes by. */
  readonly watch: (format: RowFormat) => RowSink;
}

/** More pixels than needed make a scaled decode as good as a full one. */
const ENOUGH = 2;
/** A thumbnail is made of a piece at least this much larger, along a side. */
const MUCH_LARGER = 1.5;

/**
 * Decodes once, at the scale the most demanding file needs, and cuts every piece out of the rows as they come, each once
 * whatever number of files it is for. The answer is by `cutKey`; its pixels are the buffers'. Throws as `decodeRows`.
 */
export async function cutPicture(options: CutOptions): Promise<Map<string, Cut>> {
  const { file, header, conversion, specs, buffers, peak, watch } = options;
  const ratios = specs.map((spec) => {
    const { rect, storedTarget } = placeCrop(header, header.orientation, spec.crop ?? null, spec);
    return Math.max(storedTarget.width / rect.width, storedTarget.height / rect.height);
  });
  const step = chooseStep(header, {
    fileBytes: file.size + file.outside,
    ratio: Math.max(...ratios),
    enough: ENOUGH,
    budget: decodeBytes(specs),
  });
  const source = exactSize(header, step);
  const cuts = new Map<string, Cut>();
  const pieces = [...new Map(specs.map((spec) => [cutKey(spec), spec])).values()];
  const plans = pieces.flatMap((spec) => {
    const { width, height, crop = null } = spec;
    const { rect, turn, storedTarget, upscaled } = placeCrop(source, header.orientation, crop, spec);
    const data = buffers.take(width * height * 4);
    cuts.set(cutKey(spec), { pixels: { data, channels: 4, width, height }, upscaled });
    if (largerOf(spec, pieces) !== undefined) return [];
    return [{ rect, ...storedTarget, out: { data, ...layDown(turn, storedTarget) } }];
  });
  let letGo = () => {};
  await decodeRows(file, header, step, (format) => {
    letGo = peak.hold(bytesOutside(header));
    const cut = cutRows(format, plans);
    const see = watch(format);
    return (row, bytes) => {
      cut(row, bytes);
      see(row, bytes);
    };
  });
  letGo();
  const small = pieces.filter((spec) => largerOf(spec, pieces) !== undefined);
  for (const spec of pieces) if (!small.includes(spec)) conversion?.(cutOf(cuts, spec).pixels);
  for (const spec of small) {
    const larger = largerOf(spec, pieces);
    if (larger !== undefined) reduce(cutOf(cuts, larger).pixels, cutOf(cuts, spec).pixels);
  }
  return cuts;
}

function cutOf(cuts: ReadonlyMap<string, Cut>, spec: Wanted): Cut {
  const cut = cuts.get(cutKey(spec));
  if (cut === undefined) throw new Error("a planned piece was not cut");
  return cut;
}

/**
 * The piece a thumbnail is made of: of the same part of the picture, in the same shape, and so much larger that nobody sees
 * the detour. The rows of the picture then go by once less, which is a tenth of the time of a job.
 */
function largerOf(spec: Wanted, pieces: readonly Wanted[]): Wanted | undefined {
  if (spec.slot !== "thumbnail") return undefined;
  const { width, height } = spec;
  return pieces
    .filter((each) => each.slot !== "thumbnail" && each.width >= width * MUCH_LARGER)
    .filter((each) => each.width * height === each.height * width)
    .filter((each) => cutKey({ ...each, width, height }) === cutKey(spec))
    .toSorted((a, b) => a.width - b.width)[0];
}

function reduce(from: Pixels, { data, width, height }: Pixels): void {
  resize(from, { x: 0, y: 0, width: from.width, height: from.height }, width, height, data);
}

/** What decoding keeps outside of WASM: libwebp's pixels are handed over as a copy, and a GIF's indexes are ours. */
function bytesOutside({ type, width, height }: PictureHeader): number {
  if (type === "webp") return width * height * 4;
  return type === "gif" ? width * height : 0;
}
