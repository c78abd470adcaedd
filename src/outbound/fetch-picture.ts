import { MAX_READ_BACK_BYTES, PLATFORM_TIMEOUT_MS } from "../limits.ts";
import { PlatformError } from "../platforms/errors.ts";
import type { PlatformPorts } from "../platforms/platform.ts";

/** Answers that say there is no picture, rather than none right now. */
const GONE: readonly number[] = [404, 410];

/**
 * Fetches a picture a platform shows: 8 MiB and 20 seconds at most, past caches. Null when the platform says that there
 * is none. Throws `PlatformError` `unavailable` when it cannot be had now.
 */
export async function fetchPicture(
  ports: Pick<PlatformPorts, "fetch">,
  url: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string } | null> {
  const headers = { accept: "image/*", "cache-control": "no-cache" };
  const signal = AbortSignal.timeout(PLATFORM_TIMEOUT_MS);
  let response: Response;
  try {
    response = await ports.fetch(url, { headers, signal });
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    throw new PlatformError("unavailable", "picture_unreachable", { cause });
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    if (GONE.includes(response.status)) return null;
    throw new PlatformError("unavailable", "picture_unreachable", { status: response.status });
  }
  return { bytes: await readCapped(response.body), contentType: response.headers.get("content-type") ?? "" };
}

async function readCapped(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > MAX_READ_BACK_BYTES) throw new PlatformError("unavailable", "picture_too_large");
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    throw new PlatformError("unavailable", "picture_unreachable", { cause });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
