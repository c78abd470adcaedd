import { MAX_READ_BACK_BYTES } from "../limits.ts";
import type { Slot } from "../platforms/platform.ts";
import { UndecodableError } from "./blame.ts";
import { checkBounds } from "./check-bounds.ts";
import { chooseStep } from "./choose-step.ts";
import { decodeRows, loadDecoder } from "./decode-rows.ts";
import type { Fingerprint } from "./fingerprint-type.ts";
import { fingerprintRows } from "./fingerprint.ts";
import { readIcc } from "./header/read-icc.ts";
import { holdBytes } from "./held-file.ts";
import { type ColourConversion, iccConversion } from "./icc.ts";
import type { ImagesService } from "./images-service.ts";
import { decodeBytes } from "./memory-budget.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { unreadable } from "./picture-header.ts";
import { readHeader } from "./read-header.ts";
import type { RowFormat, RowSink } from "./rows.ts";
import { turnToStored } from "./turn.ts";

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
  const step = chooseStep(header, {
    fileBytes: 2 * bytes.length,
    ratio: ENOUGH_PX / Math.min(header.width, header.height),
    enough: 1,
    budget: decodeBytes([]),
  });
  const turn = turnToStored(header.orientation, 0);
  let finish: (() => Fingerprint) | null = null;
  try {
    await decodeRows(holdBytes(bytes), header, step, (format) => {
      const print = fingerprintRows(format, slot, turn);
      finish = print.finish;
      return conversion === null ? print.row : converted(format, conversion, print.row);
    });
  } catch (error) {
    if (error instanceof UndecodableError) return unreadable("damaged");
    throw error;
  }
  if (finish === null) throw new Error("decoding gave no rows");
  return { ok: true, fingerprint: (finish as () => Fingerprint)(), format: header.type };
}

/** Converts each row's colours before it goes on, in a copy: a decoder may still need its own. */
function converted({ channels, width }: RowFormat, conversion: ColourConversion, sink: RowSink): RowSink {
  const data = new Uint8Array(width * channels);
  return (row, bytes) => {
    data.set(bytes);
    conversion({ data, channels, width, height: 1 });
    sink(row, data);
  };
}
