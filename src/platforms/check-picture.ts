import { PlatformError } from "./errors.ts";
import type { Picture, Slot, SlotDescriptor } from "./platform.ts";

/** Refuses what the platform is known to refuse, before anything is sent: `input-bad` / `too_large` or `wrong_format`. */
export function checkPicture(slot: Slot, rules: SlotDescriptor, picture: Picture): void {
  const size = picture.bytes.byteLength;
  if (size > rules.maxBytes) {
    throw new PlatformError("input-bad", "too_large", {
      message: `the ${slot} has ${size} bytes, the limit is ${rules.maxBytes}`,
    });
  }
  if (size === 0 || !rules.formats.includes(picture.format)) {
    throw new PlatformError("input-bad", "wrong_format", {
      message: `the ${slot} is ${size === 0 ? "empty" : picture.format}, accepted: ${rules.formats.join(", ")}`,
    });
  }
}

/** The multipart body that carries one picture in one field. */
export function pictureForm(field: string, picture: Picture): FormData {
  const form = new FormData();
  const type = `image/${picture.format}`;
  form.append(
    field,
    new Blob([picture.bytes], { type }),
    `${field}.${picture.format === "jpeg" ? "jpg" : picture.format}`,
  );
  return form;
}
