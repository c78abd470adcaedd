import type { Fingerprint } from "../../src/images/fingerprint-type.ts";
import type { ModelPicture } from "./model-platform.ts";
import { createRandom, type Random } from "./random.ts";

/** A picture nobody mistakes for another: random hash, random grids. */
export function picture(name: string, random: Random): ModelPicture {
  const grid = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => random.between(0, 256))).toString("base64");
  const phash = Array.from({ length: 16 }, () => random.between(0, 16).toString(16)).join("");
  const fingerprint: Fingerprint = {
    v: 1,
    phash,
    luma: grid(256),
    colour: grid(32 * 32 * 3),
    width: 400,
    height: 400,
  };
  return { name, fingerprint };
}

/** The same picture, a little brighter in one corner: no hash sees it, and no platform's re-encoding keeps it apart. */
export function retouched(original: ModelPicture, name: string): ModelPicture {
  const colour = Buffer.from(original.fingerprint.colour, "base64").map((value, index) =>
    index < 60 ? Math.min(255, value + 2) : value,
  );
  return { name, fingerprint: { ...original.fingerprint, colour: Buffer.from(colour).toString("base64") } };
}

const pool = new Map<number, ModelPicture>();

/** Picture number `n`, the same in every world: drawing one takes longer than a whole step. Every fourth is the one before it, retouched. */
export function pooledPicture(n: number): ModelPicture {
  const known = pool.get(n);
  if (known !== undefined) return known;
  const made = n % 4 === 3 ? retouched(pooledPicture(n - 1), `p${n}`) : picture(`p${n}`, createRandom(n + 1));
  pool.set(n, made);
  return made;
}
