import { describe, expect, it } from "vitest";

import { createLogger } from "../log.ts";
import { createEdgeCache } from "./edge-cache.ts";

const URL_A = "https://linkarooie.app/media/aaaaaaaaaaaaaaaaaaaaaaaaaa.jpg";
const URL_B = "https://linkarooie.app/media/bbbbbbbbbbbbbbbbbbbbbbbbbb.jpg";

function world(purgeEverywhere: ((urls: readonly string[]) => Promise<void>) | null) {
  const lines: string[] = [];
  const log = createLogger({}, (_, line) => lines.push((JSON.parse(line) as { event: string }).event));
  const deleted: string[] = [];
  const cache = {
    match: () => Promise.resolve(undefined),
    put: () => Promise.resolve(),
    delete: (url: RequestInfo | URL) => {
      deleted.push(url as string);
      return Promise.resolve(true);
    },
  };
  const make = () => createEdgeCache(cache, purgeEverywhere, log);
  return { lines, deleted, make };
}

const picture = () => ({ size: 3, body: new Blob([new Uint8Array([1, 2, 3])]).stream() });

describe("the edge cache", () => {
  it("keeps a picture for a day, and lets go of it", async () => {
    const edge = createEdgeCache(
      caches.default,
      null,
      createLogger({}, () => {}),
    );
    expect(await edge.match(URL_A)).toBeNull();
    await edge.put(URL_A, picture(), "image/png");
    const stored = await caches.default.match(URL_A);
    await stored?.body?.cancel();
    expect(stored?.headers.get("cache-control")).toBe("public, max-age=86400");
    const kept = await edge.match(URL_A);
    expect([kept?.size, new Uint8Array(await new Response(kept?.body).arrayBuffer())]).toEqual([
      3,
      new Uint8Array([1, 2, 3]),
    ]);
    await edge.forget([URL_A]);
    expect(await edge.match(URL_A)).toBeNull();
  });

  it("purges here and everywhere", async () => {
    const told: string[] = [];
    const { deleted, lines, make } = world((urls) => Promise.resolve(void told.push(...urls)));
    await make().purge([URL_A, URL_B]);
    expect([deleted, told, lines]).toEqual([[URL_A, URL_B], [URL_A, URL_B], []]);
  });

  it("says that it did not reach everywhere", async () => {
    const { deleted, make } = world(() => Promise.reject(new Error("away")));
    await expect(make().purge([URL_A])).rejects.toThrow("away");
    expect(deleted).toEqual([URL_A]);
  });

  it("without the right to, purges here and says so once, whatever asks", async () => {
    const { deleted, lines, make } = world(null);
    await make().purge([URL_A]);
    await make().purge([URL_B]);
    await make().purge([URL_B]);
    expect([deleted, lines]).toEqual([[URL_A, URL_B, URL_B], ["purge_not_configured"]]);
    // What it is told apart by: the runtime has one cache an isolate.
    expect(caches.default).toBe(caches.default);
  });
});
