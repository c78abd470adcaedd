import type { PlatformAdapter } from "../platform.ts";
import { createAuth } from "./auth.ts";
import { blobCid } from "./cid.ts";
import { type ClientSettings, createClient } from "./client.ts";
import { descriptor } from "./descriptor.ts";
import type { NonceCache } from "./dpop.ts";
import { applyPicture, observeProfile } from "./profile.ts";

interface BlueskySettings extends ClientSettings {
  /** Origin of a DNS-over-HTTPS server with JSON answers. */
  readonly dohOrigin?: string;
  /** Origin of the directory of did:plc accounts. */
  readonly plcOrigin?: string;
}

/** The adapter for Bluesky and every other AT Protocol server. Throws `misconfigured` for an unusable client key. */
export function createBluesky(settings: BlueskySettings): PlatformAdapter {
  const nonces: NonceCache = new Map();
  const directories = {
    doh: settings.dohOrigin ?? "https://cloudflare-dns.com",
    plc: settings.plcOrigin ?? "https://plc.directory",
  };
  return {
    descriptor,
    auth: createAuth(createClient(settings), nonces, directories),
    observe: (ports, grant) => observeProfile(ports, nonces, grant),
    apply: (ports, grant, slot, picture, before) => applyPicture(ports, nonces, grant, slot, picture, before),
    exactIdOf: (picture) => blobCid(picture.bytes),
    confirm(exactId, before, now) {
      if (exactId !== null && now.identity === exactId) return "exact-match";
      if (now.identity === before.identity) return "identity-same";
      // Something new is shown. With an id to compare it is somebody else's picture for certain.
      return exactId === null ? "identity-changed" : "exact-mismatch";
    },
  };
}
