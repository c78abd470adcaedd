import * as z from "zod";

import { SECOND_MS } from "../limits.ts";
import { PlatformError } from "../platforms/errors.ts";
import { sendRequest } from "../platforms/http.ts";
import { CLOUD_API, type createCloudFetch } from "./outbound-fetch.ts";
import { USER_AGENT } from "./user-agent.ts";

/** Addresses one request may name on every plan (Cloudflare, "Purge by single-file", seen 2026-11-25). */
const MAX_URLS = 30;
const TIMEOUT_MS = 10 * SECOND_MS;
const MAX_REPLY_BYTES = 64 * 1024;

const purged = z.object({ success: z.literal(true) });

/** The right to remove copies from the edge caches of a zone of ours. */
export interface PurgeRight {
  readonly zoneId: string;
  /** An API token with "Cache Purge" for that zone and nothing else. */
  readonly token: string;
}

/** Removes the copies of these addresses in every place of our cloud. */
export type PurgeEverywhere = (urls: readonly string[]) => Promise<void>;

/**
 * The purge of a zone's edge caches, 30 addresses a request. Repeating does no harm. Throws `PlatformError` `unavailable`
 * when it was not carried out, whatever the reason: whoever ordered it tries again.
 */
export function createCachePurge(
  { zoneId, token }: PurgeRight,
  cloudFetch: ReturnType<typeof createCloudFetch>,
): PurgeEverywhere {
  const path = `/client/v4/zones/${zoneId}/purge_cache` as const;
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "user-agent": USER_AGENT,
  };
  const ports = { fetch: (_: string | URL, init: RequestInit = {}) => cloudFetch(path, init) };
  return async (urls) => {
    for (let at = 0; at < urls.length; at += MAX_URLS) {
      const body = JSON.stringify({ files: urls.slice(at, at + MAX_URLS) });
      const request = { method: "POST", headers, body };
      const options = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_REPLY_BYTES };
      const reply = await sendRequest(ports, `${CLOUD_API}${path}`, request, options);
      if (reply.status === 200 && purged.safeParse(reply.json()).success) continue;
      // What the answer says stays out: it may repeat what was sent.
      throw new PlatformError("unavailable", "purge_refused", { status: reply.status });
    }
  };
}
