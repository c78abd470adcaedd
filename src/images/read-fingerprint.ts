import { MAX_READ_BACK_BYTES } from "../limits.ts";
import type { Slot } from "../platforms/platform.ts";
import { checkBounds } from "./check-bounds.ts";
import { chooseStep, loadDecoder, UndecodableError, withDecoded } from "./decode-picture.ts";
import { fingerprint } from "./fingerprint.ts";
import { readIcc } from "./header/read-icc.ts";
import { iccConversion } from "./icc.ts";
import type { ImagesService } from "./images-service.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { unreadable } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";
import { readHeader } from "./read-header.ts";
import { applyTurn, turnToStored } from "./turn.ts";

/** Sixteen pixels a cell of the finest grid: more detail does not change a mean. */
const ENOUGH_PX = 512;

/** Decodes a picture that a platform showed and fingerprints it. Never throws for a bad picture. */
export const readFingerprint: ImagesService["fingerprint"] = (bytes, slot) =>
  oneAtATime(() => read(bytes, slot));

async function read(bytes: Uint8Array, slot: Slot): ReturnType<ImagesService["fingerprint"]> {
  if (bytes.length > MAX_READ_BACK_BYTES) return unreadable("file_too_large");
  const header = readHeader(bytes);
  if (!header.ok) return header;
  const breach = checkBounds(header, bytes.length);
  if (breach !== null) return unreadable(breach.code);
  const profile = await readIcc(bytes, header);
  const conversion = profile === null ? null : iccConversion(profile);
  await loadDecoder(header);
  const step = chooseStep(header, bytes.length, ENOUGH_PX / Math.min(header.width, header.height), 1);
  const look = (pixels: Pixels) => {
    const upright = applyTurn(pixels, turnToStored(header.orientation, 0));
    conversion?.(upright);
    return fingerprint(upright, slot);
  };
  try {
    return { ok: true, fingerprint: withDecoded(bytes, header, step, look), format: header.type };
  } catch (error) {
    if (error instanceof UndecodableError) return unreadable("damaged");
    throw error;
  }
}
