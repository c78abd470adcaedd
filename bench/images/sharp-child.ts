/**
 * The other side of the comparison, in a process of its own: sharp at one thread makes the same files. Each message is an
 * order; the answer says the run time on the processor.
 */
import sharp, { type Sharp } from "sharp";

import { cpuMs } from "../../scripts/picture-worker/process-figures.ts";

export interface SharpOrder {
  readonly file: string;
  readonly outputs: readonly SharpOutput[];
  /**
   * `each`: every file straight from the photo, shrinking on load. `once`: the largest from the photo, the others from
   * the pixels of the largest; cheaper where there are several sizes.
   */
  readonly way: "each" | "once";
}

export interface SharpOutput {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly quality: number | null;
}

export interface SharpAnswer {
  readonly cpuMs: number;
  readonly bytes: number;
}

sharp.concurrency(1);
sharp.cache(false);

process.on("message", (order: SharpOrder) => {
  void answer(order).then((made) => process.send?.(made));
});

async function answer({ file, outputs, way }: SharpOrder): Promise<SharpAnswer> {
  const before = cpuMs(process.pid) ?? 0;
  const bytes = way === "each" ? await fromFile(file, outputs) : await fromLargest(file, outputs);
  return { cpuMs: (cpuMs(process.pid) ?? 0) - before, bytes };
}

async function fromFile(file: string, outputs: readonly SharpOutput[]): Promise<number> {
  let bytes = 0;
  for (const output of outputs) bytes += await encode(cover(sharp(file).autoOrient(), output), output);
  return bytes;
}

async function fromLargest(file: string, outputs: readonly SharpOutput[]): Promise<number> {
  const [largest, ...others] = outputs.toSorted((a, b) => b.width * b.height - a.width * a.height);
  if (largest === undefined) return 0;
  const { data, info } = await cover(sharp(file).autoOrient(), largest)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  let bytes = await encode(sharp(data, { raw }), largest);
  for (const output of others) bytes += await encode(cover(sharp(data, { raw }), output), output);
  return bytes;
}

function cover(picture: Sharp, { width, height }: SharpOutput): Sharp {
  return picture.resize(width, height, { fit: "cover", kernel: "lanczos3" });
}

async function encode(picture: Sharp, { format, quality }: SharpOutput): Promise<number> {
  if (format === "png") return (await picture.png().toBuffer()).length;
  if (format === "webp") return (await picture.webp({ quality: quality ?? 80, effort: 4 }).toBuffer()).length;
  return (await picture.jpeg({ quality: quality ?? 80, mozjpeg: true }).toBuffer()).length;
}
