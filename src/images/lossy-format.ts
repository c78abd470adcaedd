import type { PictureFormat } from "../platforms/platform.ts";

/** The format a photo is made in where these are accepted, the preferred one first. Undefined: PNG alone is. */
export function lossyFormat(formats: readonly PictureFormat[]): "jpeg" | "webp" | undefined {
  return formats.find((format) => format !== "png");
}
