import { confirmByIdentity } from "../confirm-by-identity.ts";
import type { PlatformAdapter } from "../platform.ts";
import { createXAuth } from "./auth.ts";
import { descriptor } from "./descriptor.ts";
import { apply, observe } from "./profile.ts";
import type { XClient } from "./send.ts";

/** The adapter for X. `origin` is where its API is, X's own unless given. */
export function createX(settings: {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly origin?: string;
}): PlatformAdapter {
  const client: XClient = { origin: descriptor.baseUrl, ...settings };
  return {
    descriptor,
    auth: createXAuth(client),
    observe: (ports, grant) => observe(ports, client, grant),
    apply: (ports, grant, slot, picture) => apply(ports, client, grant, slot, picture),
    confirm: confirmByIdentity,
  };
}
