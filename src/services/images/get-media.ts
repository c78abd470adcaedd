import type { AppContext } from "../../context.ts";
import { findVariantByMediaId, type VariantRow } from "../../db/images.ts";
import { NotFoundError } from "../../errors.ts";
import { mediaUrl } from "./image-resource.ts";

/** A rendered file that may be handed out. */
export type MediaFile = Pick<VariantRow, "mediaId" | "format" | "bytes" | "sha256" | "r2Key">;

/** The ending of a file's name. */
export function mediaExtension({ format }: Pick<MediaFile, "format">): string {
  return format === "jpeg" ? "jpg" : format;
}

/**
 * A rendered file by its unguessable public name. The row is asked every time, whatever caches hold: what was deleted is
 * gone with the answer to the delete. Throws 404 for names that are not, or not any more, and for another ending.
 */
export async function getMedia(
  app: AppContext,
  mediaId: string,
  extension: string | undefined,
): Promise<MediaFile> {
  const file = await findVariantByMediaId(app.db, mediaId);
  if (file === null || (extension !== undefined && extension !== mediaExtension(file))) throw gone();
  return file;
}

/** For answers without bytes: throws 404 unless the bytes are there, as a reader of them would. */
export async function requireBytes(app: AppContext, file: MediaFile): Promise<void> {
  if (!(await app.pictures.has(file.r2Key))) throw gone();
}

/** A piece of the file. Throws 404 when its bytes are gone. */
export async function openRange(
  app: AppContext,
  file: MediaFile,
  range: { readonly offset: number; readonly length: number },
): Promise<ReadableStream<Uint8Array>> {
  const stored = await app.pictures.open(file.r2Key, range);
  if (stored === null) throw gone();
  return stored.body;
}

/** The whole file, from the copy of this place or else from R2, which leaves a copy. Throws 404 when its bytes are gone. */
export async function openWhole(app: AppContext, file: MediaFile): Promise<ReadableStream<Uint8Array>> {
  const url = cacheKey(app, file);
  const copy = await app.edgeCache.match(url);
  if (copy !== null) return copy.body;
  const stored = await app.pictures.open(file.r2Key);
  if (stored === null) throw gone();
  const [answer, kept] = stored.body.tee();
  app.later("edge_cache", async () => {
    await app.edgeCache.put(url, { size: stored.size, body: kept }, `image/${file.format}`);
    // Deleted meanwhile, the purge came before the copy.
    const still = await findVariantByMediaId(app.db, file.mediaId);
    if (still === null) await app.edgeCache.forget([url]);
  });
  return answer;
}

/** The address a copy is kept under: the file's own. */
function cacheKey(app: AppContext, file: MediaFile): string {
  return new URL(mediaUrl(file, app.config.mediaOrigin), app.config.appOrigin).href;
}

function gone(): NotFoundError {
  return new NotFoundError("picture");
}
