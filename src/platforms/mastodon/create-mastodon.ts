import { confirmByIdentity } from "../confirm-by-identity.ts";
import type { PlatformAdapter } from "../platform.ts";
import { createMastodonAuth } from "./auth.ts";
import { descriptor } from "./descriptor.ts";
import { apply, observe } from "./profile.ts";
import type { MastodonSettings } from "./register.ts";

/** The adapter for Mastodon and servers that speak its API. `website` is shown to people on the consent page. */
export function createMastodon(settings: MastodonSettings): PlatformAdapter {
  return {
    descriptor,
    auth: createMastodonAuth(settings),
    observe: (ports, grant) => observe(ports, grant),
    apply: (ports, grant, slot, picture) => apply(ports, grant, slot, picture),
    confirm: confirmByIdentity,
  };
}
