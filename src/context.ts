/** The one place where bindings become ports. Services, consumers and objects get an `AppContext`; tests override parts of it. */
import { createLoginProviders, type LoginProviders } from "./auth/login-providers/registry.ts";
import { createVault, type Vault } from "./auth/vault.ts";
import { type AppConfig, readConfig, readSecrets } from "./config.ts";
import { createDatabase, type Database } from "./db/client.ts";
import { createMailer, type Mailer } from "./emails/mailer.ts";
import type { ImagesService } from "./images/images-service.ts";
import { createLogger, type Logger } from "./log.ts";
import { createCloudFetch, createOutboundFetch } from "./outbound/outbound-fetch.ts";
import { createCachePurge } from "./outbound/purge-cache.ts";
import { simulatedExample, toBrowserUrl } from "./outbound/simulated-hosts.ts";
import type { PlatformAdapter, PlatformId, PlatformPorts, Slot } from "./platforms/platform.ts";
import { blueskyDocuments, createAdapters } from "./platforms/registry.ts";
import type { GateAnswer, GateAsk, GateNews } from "./sync/gate.ts";
import { createEdgeCache, type EdgeCache } from "./storage/edge-cache.ts";
import { createMastodonClients, type ResealOutcome } from "./storage/mastodon-clients.ts";
import type { SeenSlot } from "./sync/plan.ts";
import { createPictureStore, type PictureStore } from "./storage/picture-store.ts";

/** The methods of the `UserSync` object that the app calls. One object a user, named by the user's id. */
export interface UserSyncPort {
  /** Takes in what D1 says is unfinished for this user and starts working. Safe to repeat. */
  wake(userId: string): Promise<void>;
  /** Nothing more is written to a connection that is leaving. Returns its newest sealed grant, null when D1 has it. */
  fence(userId: string, connectionId: string): Promise<string | null>;
  /** What some accounts show now, read through the person's grants. Writes nothing. */
  observe(
    userId: string,
    glances: readonly { readonly connectionId: string; readonly slots: readonly Slot[] }[],
  ): Promise<{ readonly connectionId: string; readonly slots: Readonly<Partial<Record<Slot, SeenSlot>>> }[]>;
  /** Stops what a run has not written yet. */
  cancel(userId: string, syncRequestId: string): Promise<void>;
  /** Nothing that is not on its way already is written with this picture. Returns when what was on its way has ended. */
  dropPicture(userId: string, imageId: string): Promise<void>;
  /** A connection is paused: nothing more is written to it until it goes on. */
  hold(userId: string, connectionId: string, isPaused: boolean): Promise<void>;
  /** Stores a new grant: in the object first, then in D1 with the next generation. */
  putGrant(userId: string, connectionId: string, sealedGrant: string): Promise<void>;
  /** Seals the person's grants anew that are not under the primary key, in both homes. Returns how many were. */
  reseal(userId: string): Promise<number>;
}

/** The `PlatformGate` object of one `GateNews.key`: what all of ours may do at one platform or server. */
export interface PlatformGatePort {
  /** Asks to make calls, or to write. May throw when the object is away: then nothing may leave. */
  admit(ask: GateAsk): Promise<GateAnswer>;
  /** Brings a lease back and tells what became of writes. */
  report(news: GateNews): Promise<void>;
}

export interface AppContext {
  readonly config: AppConfig;
  readonly db: Database;
  readonly vault: Vault;
  readonly pictures: PictureStore;
  /** Copies of rendered files near those who look at them. */
  readonly edgeCache: EdgeCache;
  /** Platforms we hold credentials for; the others are off. */
  readonly adapters: Readonly<Partial<Record<PlatformId, PlatformAdapter>>>;
  /** Login providers we hold credentials for; the others are off. */
  readonly loginProviders: LoginProviders;
  readonly ports: PlatformPorts;
  /** Our registrations at servers: seals those anew that are not under the primary key. */
  readonly registrations: { reseal(): Promise<ResealOutcome> };
  readonly images: ImagesService;
  readonly queues: {
    readonly renderImage: (imageId: string, cropVersion: number) => Promise<void>;
    readonly sendEmail: (emailId: string) => Promise<void>;
  };
  readonly userSync: UserSyncPort;
  readonly platformGate: PlatformGatePort;
  readonly mailer: Mailer;
  /** True when this key may go on; cheap, per location, not exact. */
  readonly gate: (key: string) => Promise<boolean>;
  /** The address a browser must be sent to; differs from the platform's own only in development. */
  readonly browserUrl: (url: string) => string;
  /** Something that works to type when connecting, in development; null elsewhere. */
  readonly connectExample: (platform: PlatformId, asks: "host" | "handle") => string | null;
  /** Our public documents as a Bluesky client, by file name. */
  readonly blueskyDocuments: Readonly<Record<"client-metadata.json" | "jwks.json", unknown>>;
  /** The smallest read of each store, for `/readyz`. */
  readonly probes: Readonly<Record<string, () => Promise<unknown>>>;
  /**
   * Runs work after the answer has gone: for what must not show in how long an answer takes. It may be lost in a crash,
   * so nothing that has to happen belongs here. Failures are logged.
   */
  readonly later: (what: string, work: () => Promise<void>) => void;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

function userSyncPort(namespace: AppEnv["USER_SYNC"]): UserSyncPort {
  return {
    wake: (userId) => namespace.getByName(userId).wake(userId),
    observe: (userId, glances) => namespace.getByName(userId).observe(userId, glances),
    fence: (userId, connectionId) => namespace.getByName(userId).fence(userId, connectionId),
    cancel: (userId, syncRequestId) => namespace.getByName(userId).cancel(userId, syncRequestId),
    hold: (userId, connectionId, isPaused) =>
      namespace.getByName(userId).hold(userId, connectionId, isPaused),
    dropPicture: (userId, imageId) => namespace.getByName(userId).dropPicture(userId, imageId),
    putGrant: (userId, connectionId, sealed) =>
      namespace.getByName(userId).putGrant(userId, connectionId, sealed),
    reseal: (userId) => namespace.getByName(userId).reseal(userId),
  };
}

function platformGatePort(namespace: AppEnv["PLATFORM_GATE"]): PlatformGatePort {
  return {
    admit: (ask) => namespace.getByName(ask.key).admit(ask),
    report: (news) => namespace.getByName(news.key).report(news),
  };
}

/**
 * Builds the context of one request, message or alarm. `waitUntil` keeps the isolate alive for work after the answer;
 * without it such work just starts. Throws `misconfigured` when a variable is wrong.
 */
export function createContext(
  env: AppEnv,
  overrides: Partial<AppContext> = {},
  waitUntil: (work: Promise<void>) => void = () => {},
): AppContext {
  const config = readConfig(env);
  const secrets = readSecrets(env);
  const log = overrides.log ?? createLogger();
  const now = overrides.now ?? Date.now;
  const vault = overrides.vault ?? createVault(secrets.vaultKeys);
  const mastodonClients = createMastodonClients(env.CACHE, vault);
  const purge = secrets.purge === null ? null : createCachePurge(secrets.purge, createCloudFetch());
  const ports = overrides.ports ?? { fetch: createOutboundFetch(config), now, log };
  const app: AppContext = {
    config,
    db: createDatabase(env.DB),
    vault,
    pictures: createPictureStore(env.PICTURES),
    edgeCache: createEdgeCache(caches.default, purge, log),
    adapters: createAdapters({ config, secrets, mastodonClients }),
    loginProviders: createLoginProviders({ config, secrets }),
    registrations: { reseal: () => mastodonClients.reseal() },
    ports,
    images: env.IMAGES,
    queues: {
      renderImage: async (imageId, cropVersion) => {
        await env.IMAGE_QUEUE.send({ v: 1, kind: "render_image", imageId, cropVersion });
      },
      sendEmail: async (emailId) => {
        await env.EMAIL_QUEUE.send({ v: 1, kind: "send_email", emailId });
      },
    },
    userSync: userSyncPort(env.USER_SYNC),
    platformGate: platformGatePort(env.PLATFORM_GATE),
    mailer: createMailer(config, env.MAIL),
    gate: async (key) => (await env.AUTH_GATE.limit({ key })).success,
    blueskyDocuments: blueskyDocuments({ config, secrets }),
    probes: {
      d1: () => env.DB.prepare("select 1").first(),
      r2: () => env.PICTURES.head("readyz"),
      kv: () => env.CACHE.get("readyz"),
    },
    browserUrl: (url) => toBrowserUrl(url, config.simulatedHosts),
    connectExample: (platform, asks) => simulatedExample(platform, asks, config.simulatedHosts),
    later: (what, work) => {
      waitUntil(work().catch((error: unknown) => log.error("later_failed", { what, error })));
    },
    log,
    now,
  };
  return { ...app, ...overrides };
}
