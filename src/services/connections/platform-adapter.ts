import type { AppContext } from "../../context.ts";
import { NotFoundError, UnavailableError } from "../../errors.ts";
import { PLATFORM_IDS, type PlatformAdapter, type PlatformId } from "../../platforms/platform.ts";

/** The adapter of a platform named in a path. 404 for an unknown name, 503 when we hold no credentials for it. */
export function platformAdapter(app: AppContext, name: string): { id: PlatformId; adapter: PlatformAdapter } {
  const id = PLATFORM_IDS.find((each) => each === name);
  if (id === undefined) throw new NotFoundError("platform");
  const adapter = app.adapters[id];
  if (adapter === undefined) {
    throw new UnavailableError(
      "platform_off",
      "This platform is switched off here. The operator has to set it up.",
    );
  }
  return { id, adapter };
}

/** Where the platform sends the person back. Bluesky's loopback client must come back to an IP address (RFC 8252 7.3). */
export function callbackUrl(app: AppContext, platform: PlatformId): string {
  const origin = new URL(app.config.appOrigin);
  const isLoopback = platform === "bluesky" && origin.hostname === "localhost";
  if (isLoopback) origin.hostname = "127.0.0.1";
  return `${origin.origin}/connect/${platform}/callback`;
}
