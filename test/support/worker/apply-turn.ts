import type { Pixels } from "../../../src/images/pixels.ts";
import { layDown, type Turn } from "../../../src/images/turn.ts";

/** Lays stored pixels down as a person sees them. */
export function applyTurn(stored: Pixels, turn: Turn): Pixels {
  const { channels } = stored;
  const { origin, right, down } = layDown(turn, stored);
  const data = new Uint8Array(stored.data.length);
  for (let y = 0; y < stored.height; y += 1) {
    for (let x = 0; x < stored.width; x += 1) {
      const from = (y * stored.width + x) * channels;
      data.set(stored.data.subarray(from, from + channels), (origin + x * right + y * down) * channels);
    }
  }
  const width = turn.swap ? stored.height : stored.width;
  const height = turn.swap ? stored.width : stored.height;
  return { data, channels, width, height };
}
