import type { PictureHeader } from "../../images/picture-header.ts";
import type { SlotDescriptor } from "../../platforms/platform.ts";

/** Longest side that is sent as it is: what we ever make is smaller, and platforms scale down what they get. */
const MAX_SENT_SIDE_PX = 4_096;

/**
 * True when a picture that was kept from a platform can go back there byte for byte: a still, whole, upright picture of a
 * format, size and number of bytes the slot takes.
 */
export function fitsAsItIs(header: PictureHeader, bytes: number, slot: SlotDescriptor): boolean {
  return (
    slot.formats.some((format) => format === header.type) &&
    bytes <= slot.maxBytes &&
    Math.max(header.width, header.height) <= MAX_SENT_SIDE_PX &&
    header.orientation === 1 &&
    header.complete &&
    !header.animated
  );
}
