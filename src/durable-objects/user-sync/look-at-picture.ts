import type { AppContext } from "../../context.ts";
import type { Fingerprint } from "../../images/fingerprint-type.ts";
import { fetchPicture } from "../../outbound/fetch-picture.ts";
import type { Slot } from "../../platforms/platform.ts";

/** Fetches what a platform shows and fingerprints it in the images Worker. Null when either cannot be done. */
export async function lookAtPicture(app: AppContext, url: string, slot: Slot): Promise<Fingerprint | null> {
  try {
    const fetched = await fetchPicture(app.ports, url);
    const result = await app.images.fingerprint(fetched.bytes, slot);
    if (result.ok) return result.fingerprint;
    app.log.warn("picture_unreadable", { reason: result.reason, slot });
  } catch (error) {
    app.log.warn("picture_not_fetched", { slot, error });
  }
  return null;
}
