import type { AppContext } from "../../context.ts";
import { NotFoundError, UnavailableError } from "../../errors.ts";
import { readHeader } from "../../images/read-header.ts";
import { fetchPicture } from "../../outbound/fetch-picture.ts";
import { getSync } from "./get-sync.ts";

/** Types a browser may be given; anything else a platform sends stays here. */
const SERVED: readonly string[] = ["jpeg", "png", "webp", "gif"];

export interface ShownPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/**
 * What the platform shows now where a target was proved, fetched by us: the page then loads no picture of another
 * origin, and the platform does not learn who looks. Throws 404 without proof, 503 when it cannot be had.
 */
export async function readShownPicture(
  app: AppContext,
  userId: string,
  syncId: string,
  targetId: string,
): Promise<ShownPicture> {
  const run = await getSync(app, userId, syncId);
  const url = run.targets.find((target) => target.id === targetId)?.shown?.url ?? null;
  if (url === null) throw new NotFoundError("picture");
  return fetchShownPicture(app, url);
}

/** The picture at a platform's address, if it is one a browser may be given. Throws 404 and 503 as above. */
export async function fetchShownPicture(app: AppContext, url: string): Promise<ShownPicture> {
  const bytes = await fetchBytes(app, url);
  if (bytes === null) throw new NotFoundError("picture");
  // The type is what the bytes say, never what the platform claims.
  const header = readHeader(bytes);
  if (!header.ok || !SERVED.includes(header.type)) throw new NotFoundError("picture");
  return { bytes, contentType: `image/${header.type}` };
}

async function fetchBytes(app: AppContext, url: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return (await fetchPicture(app.ports, url))?.bytes ?? null;
  } catch (cause) {
    app.log.warn("shown_picture_not_fetched", { error: cause });
    throw new UnavailableError(
      "picture_unreachable",
      "The platform does not hand out this picture right now.",
    );
  }
}
