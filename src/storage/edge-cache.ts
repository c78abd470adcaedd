/** Copies of rendered files near those who look at them. They spare reads of R2; whether a file exists is never asked here. */
import { DAY_MS, SECOND_MS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { PurgeEverywhere } from "../outbound/purge-cache.ts";
import type { PictureStream } from "./picture-store.ts";

/** A copy that no purge reached lapses after this long. */
export const COPY_KEPT_MS = DAY_MS;

export interface EdgeCache {
  /** The copy in this place, null when there is none. */
  match(url: string): Promise<PictureStream | null>;
  /** Keeps a copy in this place. */
  put(url: string, picture: PictureStream, contentType: string): Promise<void>;
  /** Removes the copies in this place. */
  forget(urls: readonly string[]): Promise<void>;
  /**
   * Removes the copies everywhere; where the deployment has no right to, in this place alone, which the log says once.
   * Throws when it was not carried out.
   */
  purge(urls: readonly string[]): Promise<void>;
}

type CacheStore = Pick<Cache, "match" | "put" | "delete">;

/** Caches whose purge was found to reach one place only. There is one an isolate, so the log says it once an isolate. */
const local = new WeakSet<CacheStore>();

/** The edge cache over the runtime's cache. `purgeEverywhere` is null where the deployment has no right to. */
export function createEdgeCache(
  cache: CacheStore,
  purgeEverywhere: PurgeEverywhere | null,
  log: Logger,
): EdgeCache {
  async function forget(urls: readonly string[]): Promise<void> {
    for (const url of urls) await cache.delete(url);
  }
  return {
    async match(url) {
      const copy = await cache.match(url);
      const body: ReadableStream<Uint8Array> | null = copy?.body ?? null;
      const size = Number(copy?.headers.get("content-length") ?? NaN);
      if (body !== null && Number.isSafeInteger(size)) return { size, body };
      await body?.cancel();
      return null;
    },
    async put(url, { size, body }, contentType) {
      const headers = {
        "content-type": contentType,
        "content-length": String(size),
        "cache-control": `public, max-age=${COPY_KEPT_MS / SECOND_MS}`,
      };
      await cache.put(url, new Response(body, { headers }));
    },
    forget,
    async purge(urls) {
      await forget(urls);
      if (purgeEverywhere !== null) return purgeEverywhere(urls);
      if (!local.has(cache)) log.info("purge_not_configured");
      local.add(cache);
    },
  };
}
