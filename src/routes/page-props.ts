/** What several pages need, gathered once: who looks, and the platforms as data. */
import type { AppContext } from "../context.ts";
import { LOGIN_PROVIDER_IDS, LOGIN_PROVIDER_NAMES } from "../auth/login-providers/login-provider.ts";
import { PLATFORM_IDS } from "../platforms/platform.ts";
import { descriptors } from "../platforms/registry.ts";
import type { SessionUser } from "../services/sessions/read-session.ts";
import { listConnections } from "../services/connections/list-connections.ts";
import { listImages } from "../services/images/list-images.ts";
import { listSyncs } from "../services/syncs/list-syncs.ts";
import type { Viewer } from "../views/layout.tsx";
import type { PlatformFacts } from "../views/platform-facts.ts";

/** The latest runs are enough to find each connection's last proof. */
const RUNS_LOOKED_AT = 5;

/** Every platform of the registry, in one order everywhere. */
export const ALL_PLATFORMS: readonly PlatformFacts[] = PLATFORM_IDS.map((id) => descriptors[id]);

/** The platforms we hold credentials for. */
export function offeredPlatforms(app: Pick<AppContext, "adapters">): PlatformFacts[] {
  return ALL_PLATFORMS.filter((platform) => app.adapters[platform.id] !== undefined);
}

/** The login providers that are on. */
export function offeredProviders(app: Pick<AppContext, "loginProviders">) {
  return Object.values(app.loginProviders).map(({ id, name }) => ({ id, name }));
}

/** What a login provider is called, from its id in an address; null for anything else. */
export function providerName(id: string | undefined): string | null {
  const known = LOGIN_PROVIDER_IDS.find((each) => each === id);
  return known === undefined ? null : LOGIN_PROVIDER_NAMES[known];
}

/** What works to type on this computer, by platform; empty outside development. */
export function connectExamples(app: Pick<AppContext, "connectExample">): Partial<Record<string, string>> {
  const entries = ALL_PLATFORMS.flatMap(({ id, asks }) => {
    const example = asks === "none" ? null : app.connectExample(id, asks);
    return example === null ? [] : [[id, example] as const];
  });
  return Object.fromEntries(entries);
}

export function viewerOf(session: SessionUser): Viewer {
  return { name: session.firstName ?? session.email, isAdmin: session.role === "admin" };
}

/** Everything the overview shows. */
export async function overviewProps(app: AppContext, session: SessionUser) {
  const [images, connections, runs] = await Promise.all([
    listImages(app, session.userId),
    listConnections(app, session.userId),
    listSyncs(app, session.userId, { limit: RUNS_LOOKED_AT }),
  ]);
  // Greeted by name or not at all: an address is no greeting.
  return {
    viewer: { name: session.firstName },
    images,
    connections,
    runs,
    platforms: ALL_PLATFORMS,
    now: app.now(),
  };
}
