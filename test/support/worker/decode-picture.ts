import { decodeRows, loadDecoder } from "../../../src/images/decode-rows.ts";
import { holdBytes } from "../../../src/images/held-file.ts";
import type { Pixels } from "../../../src/images/pixels.ts";
import { readHeader } from "../../../src/images/read-header.ts";

/** All pixels of a picture as they are stored, a JPEG at `step` eighths of its size. Throws where the pipeline answers. */
export async function decodePicture(file: Uint8Array, step = 8): Promise<Pixels> {
  const header = readHeader(file);
  if (!header.ok) throw new Error(header.reason);
  await loadDecoder(header);
  let pixels: Pixels | undefined;
  await decodeRows(holdBytes(file), header, step, ({ channels, width, height }) => {
    const data = new Uint8Array(width * height * channels);
    pixels = { data, channels, width, height };
    return (row, bytes) => data.set(bytes, row * width * channels);
  });
  if (pixels === undefined) throw new Error("nothing was decoded");
  return pixels;
}
