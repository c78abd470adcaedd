import { makeZip, predictLength } from "client-zip";

import type { AppContext } from "../../context.ts";
import { findImage, listVariants, type VariantRow } from "../../db/images.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { mediaExtension } from "./get-media.ts";
import { requireNotRejected } from "./set-default.ts";

export interface Archive {
  /** Bytes, known before anything is read. */
  readonly size: number;
  /** Begins to read the files. */
  readonly open: () => ReadableStream<Uint8Array>;
}

/**
 * Every file of the picture's crop in one ZIP, by name, stored as they are: pictures do not get smaller. Times are those
 * of the rendering, so the same files give the same bytes. The files are read one after the other as the archive is, and a
 * file that is gone ends it halfway. Throws 404 for absent or somebody else's, 409 while it is being rendered.
 */
export async function zipVariants(app: AppContext, userId: string, id: string): Promise<Archive> {
  const image = await findImage(app.db, userId, id);
  if (image === null) throw new NotFoundError("picture");
  requireNotRejected(image);
  if (image.status === "processing") {
    throw new ConflictError(
      "picture_processing",
      "The files of this picture are still being rendered. Try again in a few seconds.",
    );
  }
  const variants = await listVariants(app.db, userId, [id]);
  const files = variants
    .filter(({ cropVersion }) => cropVersion === image.cropVersion)
    .map((variant) => ({
      name: fileName(variant),
      size: variant.bytes,
      lastModified: variant.createdAt,
      key: variant.r2Key,
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const size = Number(predictLength(files.map(({ name, size: bytes }) => ({ name, size: bytes }))));
  return {
    size,
    open() {
      // An archive that ends before its length is an error to whoever reads it.
      const { readable, writable } = new FixedLengthStream(size);
      void pump(makeZip(entries(app, files)), writable);
      return readable;
    },
  };
}

/**
 * Moves a stream into another, chunk by chunk as it is read. Never rejects: it fails when the reader leaves, which is
 * nobody's fault, and when a file is gone, which is noted where it is found. `pipeTo` leaves a rejection behind then.
 */
async function pump(from: ReadableStream<Uint8Array>, to: WritableStream<Uint8Array>): Promise<void> {
  const reader = from.getReader();
  const writer = to.getWriter();
  writer.closed.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await writer.write(value);
    }
    await writer.close();
  } catch (error) {
    await Promise.allSettled([writer.abort(error), reader.cancel(error)]);
  }
}

interface Entry {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly key: string;
}

/** Opens each file when its turn has come. */
async function* entries(app: AppContext, files: readonly Entry[]) {
  for (const { name, lastModified, key } of files) {
    const stored = await app.pictures.open(key);
    if (stored === null) {
      app.log.error("archive_file_missing", { name });
      throw new Error("a file of the archive is gone");
    }
    yield { name, lastModified: new Date(lastModified), input: stored.body };
  }
}

/** Such as `x-avatar-400x400.jpg`; one a platform slot, so no two are the same. */
function fileName({ platform, slot, width, height, format }: VariantRow): string {
  return `${platform}-${slot}-${width}x${height}.${mediaExtension({ format })}`;
}
