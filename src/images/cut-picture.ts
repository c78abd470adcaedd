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
import type { RowFormat, RowSink } from "./rows.ts";
import { layDown } from "./turn.ts";

/** A piece of the picture as one or more files want it, upright and in sRGB. */
export interface Cut {
  readonly pixels: Pixels;
  /** True when there were fewer pixels than wanted: it is blurred. */
  readonly upscaled: boolean;
}

interface CutOptions {
  readonly file: HeldFile;
  readonly header: PictureHeader;
  readonly conversion: ColourConversion | null;
  /** Files with other crops are cut out of the same rows. */
  readonly specs: readonly (CutSpec & { readonly formats: readonly PictureFormat[] })[];
  readonly buffers: Buffers;
  readonly peak: PeakMemory;
  /** Sees every row of the whole picture as it goes by. */
  readonly watch: (format: RowFormat) => RowSink;
}

/** More pixels than needed make a scaled decode as good as a full one. */
const ENOUGH = 2;

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
  const plans = [...new Map(specs.map((spec) => [cutKey(spec), spec]))].map(([key, spec]) => {
    const { width, height, crop = null } = spec;
    const { rect, turn, storedTarget, upscaled } = placeCrop(source, header.orientation, crop, spec);
    const data = buffers.take(width * height * 4);
    cuts.set(key, { pixels: { data, channels: 4, width, height }, upscaled });
    return { rect, ...storedTarget, out: { data, ...layDown(turn, storedTarget) } };
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
  for (const { pixels } of cuts.values()) conversion?.(pixels);
  return cuts;
}

/** What decoding keeps outside of WASM: libwebp's pixels are handed over as a copy, and a GIF's indexes are ours. */
function bytesOutside({ type, width, height }: PictureHeader): number {
  if (type === "webp") return width * height * 4;
  return type === "gif" ? width * height : 0;
}
