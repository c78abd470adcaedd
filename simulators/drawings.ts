/** Pictures drawn by code, the same for the same name: what accounts show before anybody uploads anything. */
import { createHash } from "node:crypto";

import { rasterize } from "./pictures.ts";
import type { SimulatedSlot } from "./simulator.ts";

/** Side of a drawn avatar in pixels. */
const AVATAR_SIDE = 400;
const BANNER = { width: 1_500, height: 500 };

/** The grey figure a platform shows for an account without a picture: PNG, 400 × 400. */
export async function drawDefaultAvatar(): Promise<Uint8Array<ArrayBuffer>> {
  return draw(
    svg(
      AVATAR_SIDE,
      AVATAR_SIDE,
      `<rect width="400" height="400" fill="#cfd6dc"/><circle cx="200" cy="155" r="72" fill="#f4f6f8"/>
       <path d="M60 400a140 140 0 0 1 280 0z" fill="#f4f6f8"/>`,
    ),
  );
}

/** The quiet strip a platform shows for an account without a banner: PNG, 1500 × 500. */
export async function drawDefaultBanner(): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = BANNER;
  return draw(
    svg(
      width,
      height,
      `<rect width="1500" height="500" fill="#cfd6dc"/><circle cx="1180" cy="520" r="320" fill="#dbe1e6"/>
       <circle cx="260" cy="-60" r="260" fill="#c3cbd2"/>`,
    ),
  );
}

/** A picture somebody chose at some time: PNG in the usual size of the slot, with shapes and colours that follow from `seed`. */
export async function drawPicture(slot: SimulatedSlot, seed: string): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = slot === "avatar" ? { width: AVATAR_SIDE, height: AVATAR_SIDE } : BANNER;
  const digest = createHash("sha256").update(`${slot}:${seed}`).digest();
  const byte = (index: number) => digest[index % digest.length] ?? 0;
  const hue = (byte(0) / 256) * 360;
  const shapes = [0, 1, 2, 3, 4, 5].map((index) => {
    const x = (byte(index * 4 + 1) / 256) * width;
    const y = (byte(index * 4 + 2) / 256) * height;
    const radius = (0.12 + (byte(index * 4 + 3) / 256) * 0.3) * height;
    const fill = `hsl(${Math.round(hue + index * 34)} 55% ${30 + (byte(index * 4 + 4) % 8) * 6}%)`;
    return index % 2 === 0
      ? `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`
      : `<rect x="${x - radius}" y="${y - radius / 3}" width="${radius * 2}" height="${radius * 0.66}" rx="14" fill="${fill}"
           transform="rotate(${byte(index) % 90} ${x} ${y})"/>`;
  });
  return draw(
    svg(
      width,
      height,
      `<rect width="100%" height="100%" fill="hsl(${Math.round(hue)} 45% 82%)"/>${shapes.join("")}`,
    ),
  );
}

/** Each drawing is made once: they are few, and every reset asks for them again. */
const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

function draw(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const known = drawn.get(text);
  if (known !== undefined) return known;
  const made = rasterize(text);
  drawn.set(text, made);
  return made;
}

function svg(width: number, height: number, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}
