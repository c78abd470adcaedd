/** Picture bytes in R2. Keys begin `owner/kind/content-hash`: one person's delete never touches another's. */
import { newId } from "../new-id.ts";

export interface StoredPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

export interface PictureStream {
  readonly size: number;
  readonly body: ReadableStream<Uint8Array>;
}

export interface PictureStore {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<StoredPicture | null>;
  /**
   * The same bytes as they come, for a reader that has no use for all of them at once; with `range` that piece alone.
   * `size` is always that of the whole.
   */
  open(
    key: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<PictureStream | null>;
  /** Whether there are bytes, without reading any. */
  has(key: string): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
}

/**
 * A key for bytes of a person that was never used and never will be again. Whoever puts bytes owns their key, and a
 * delete that is on its way, however late it comes, cannot hit bytes that were put meanwhile.
 */
export function freshKey(userId: string, kind: "original" | "variant" | "restore", sha256: string): string {
  return `${userId}/${kind}/${sha256}.${newId("var").slice("var_".length)}`;
}

/** Whose bytes a key names. */
export function keyOwner(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

/** The store over an R2 bucket. */
export function createPictureStore(bucket: R2Bucket): PictureStore {
  return {
    async put(key, bytes, contentType) {
      await bucket.put(key, bytes, { httpMetadata: { contentType } });
    },
    async get(key) {
      const object = await bucket.get(key);
      if (object === null) return null;
      const bytes = new Uint8Array(await object.arrayBuffer());
      return { bytes, contentType: object.httpMetadata?.contentType ?? "application/octet-stream" };
    },
    async open(key, range) {
      const object = await bucket.get(key, range === undefined ? {} : { range });
      if (object === null) return null;
      const body: ReadableStream<Uint8Array> = object.body as ReadableStream<Uint8Array>;
      return { size: object.size, body };
    },
    async has(key) {
      return (await bucket.head(key)) !== null;
    },
    async delete(keys) {
      if (keys.length > 0) await bucket.delete([...keys]);
    },
  };
}
