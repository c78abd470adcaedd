import { type PngLayout, samplesPerPixel, transparentSample } from "./png-layout.ts";

/** Turns an unfiltered row of any kind into RGB or RGBA, 8 bits a channel. The answer is gone at the next call. */
export type RowExpander = (row: Uint8Array) => Uint8Array;

/** Bytes a pixel that the expanded rows have. */
export function expandedChannels({ colour, transparency }: PngLayout): 3 | 4 {
  return colour === 4 || colour === 6 || transparency !== null ? 4 : 3;
}

export function rowExpander(layout: PngLayout): RowExpander {
  const { colour, bitDepth, transparency } = layout;
  if (bitDepth === 8 && transparency === null && (colour === 2 || colour === 6)) return (row) => row;
  const samples = new Uint16Array(layout.width * samplesPerPixel(colour));
  const read = sampleReader(bitDepth, samples);
  const write = colour === 3 ? fromPalette(layout) : fromSamples(layout);
  const out = new Uint8Array(layout.width * expandedChannels(layout));
  return (row) => {
    read(row);
    write(samples, out);
    return out;
  };
}

/** Unpacks the samples of a row; the leftmost is in the highest bits. */
function sampleReader(bitDepth: number, samples: Uint16Array): (row: Uint8Array) => void {
  if (bitDepth === 8) return (row) => samples.set(row);
  if (bitDepth === 16) {
    return (row) => {
      for (let at = 0; at < samples.length; at += 1) {
        samples[at] = ((row[2 * at] as number) << 8) | (row[2 * at + 1] as number);
      }
    };
  }
  const mask = 2 ** bitDepth - 1;
  return (row) => {
    for (let at = 0; at < samples.length; at += 1) {
      const bit = at * bitDepth;
      samples[at] = ((row[bit >> 3] as number) >> (8 - bitDepth - (bit & 7))) & mask;
    }
  };
}

type Writer = (samples: Uint16Array, out: Uint8Array) => void;

/** A table from palette index to colour. An index beyond the palette is black, as browsers show it. */
function fromPalette({ palette, transparency }: PngLayout): Writer {
  const channels = transparency === null ? 3 : 4;
  const table = new Uint8Array(256 * channels);
  for (let index = 0; index < 256; index += 1) {
    table.set(palette?.subarray(index * 3, index * 3 + 3) ?? [], index * channels);
    if (channels === 4) table[index * 4 + 3] = transparency?.[index] ?? 255;
  }
  return (samples, out) => {
    for (let at = 0, to = 0; at < samples.length; at += 1, to += channels) {
      const from = (samples[at] as number) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        out[to + channel] = table[from + channel] as number;
    }
  };
}

function fromSamples(layout: PngLayout): Writer {
  const { colour, bitDepth, transparency } = layout;
  const byteOf = bytesOfSamples(bitDepth);
  const grey = colour === 0 || colour === 4;
  const step = samplesPerPixel(colour);
  const channels = expandedChannels(layout);
  const colours = grey ? 1 : 3;
  const key =
    transparency === null
      ? null
      : Array.from({ length: colours }, (_, index) => transparentSample(transparency, index));
  return (samples, out) => {
    for (let at = 0, to = 0; at < samples.length; at += step, to += channels) {
      out[to] = byteOf[samples[at] as number] as number;
      out[to + 1] = byteOf[samples[grey ? at : at + 1] as number] as number;
      out[to + 2] = byteOf[samples[grey ? at : at + 2] as number] as number;
      if (channels === 3) continue;
      if (key === null) out[to + 3] = byteOf[samples[at + colours] as number] as number;
      else out[to + 3] = key.every((value, index) => samples[at + index] === value) ? 0 : 255;
    }
  };
}

/** The byte for every sample value: the whole range is spread over 0..255 and rounded. */
function bytesOfSamples(bitDepth: number): Uint8Array {
  const most = 2 ** bitDepth - 1;
  return Uint8Array.from({ length: most + 1 }, (_, value) => Math.round((value * 255) / most));
}
