/** Picture bytes in R2. Keys are `owner/kind/content-hash`: one person's delete never touches another's. */

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
  /** The same bytes as they come, for a reader that has no use for all of them at once. */
  open(key: string): Promise<PictureStream | null>;
  delete(keys: readonly string[]): Promise<void>;
}

type PictureKind = "original" | "variant" | "restore";

/** The key of some bytes of a person. Same owner, kind and bytes: same key, so a second put changes nothing. */
export function pictureKey(userId: string, kind: PictureKind, sha256: string): string {
  return `${userId}/${kind}/${sha256}`;
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
    async open(key) {
      const object = await bucket.get(key);
      if (object === null) return null;
      const body: ReadableStream<Uint8Array> = object.body as ReadableStream<Uint8Array>;
      return { size: object.size, body };
    },
    async delete(keys) {
      if (keys.length > 0) await bucket.delete([...keys]);
    },
  };
}
