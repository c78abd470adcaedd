import { mozjpeg } from "./codecs/mozjpeg.ts";
import { png } from "./codecs/png.ts";
import { turboJpeg } from "./codecs/turbo-jpeg.ts";
import { webpDecoder, webpEncoder } from "./codecs/webp.ts";

interface CodecMemory {
  readonly turboJpeg: number;
  readonly png: number;
  readonly webpDecoder: number;
  readonly webpEncoder: number;
  readonly mozjpeg: number;
  readonly total: number;
}

/** Bytes of WASM memory each codec of this isolate holds now, and all of them together. */
export function codecMemory(): CodecMemory {
  const held = {
    turboJpeg: turboJpeg.memoryBytes(),
    png: png.memoryBytes(),
    webpDecoder: webpDecoder.memoryBytes(),
    webpEncoder: webpEncoder.memoryBytes(),
    mozjpeg: mozjpeg.memoryBytes(),
  };
  return { ...held, total: Object.values(held).reduce((sum, bytes) => sum + bytes, 0) };
}

/** Drops every codec: the next picture starts as in a fresh isolate. */
export function dropCodecs(): void {
  for (const slot of [turboJpeg, png, webpDecoder, webpEncoder, mozjpeg]) slot.drop();
}
