import type { AppContext } from "../../context.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import { fetchPicture } from "../../outbound/fetch-picture.ts";
import { PlatformError } from "../../platforms/errors.ts";
import type { Slot } from "../../platforms/platform.ts";

/**
 * Fetches what a platform shows and fingerprints it in the images Worker. Null when that is no picture anybody could
 * read. Throws `unavailable` when it cannot be had now: then nothing may be concluded, and nothing written.
 */
export async function lookAtPicture(app: AppContext, url: string, slot: Slot): Promise<Fingerprint | null> {
  const fetched = await fetchPicture(app.ports, url);
  if (fetched === null) return null;
  const result = await app.images.fingerprint(fetched.bytes, slot).catch((cause: unknown) => {
    throw new PlatformError("unavailable", "images_away", { cause });
  });
  if (result.ok) return result.fingerprint;
  app.log.warn("picture_unreadable", { reason: result.reason, slot });
  return null;
}
