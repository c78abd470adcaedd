/** A person with rendered pictures and connected accounts, and platforms that show what the test says. */
import { eq } from "drizzle-orm";

import type { AppContext } from "../../../src/context.ts";
import { insertConnection } from "../../../src/db/connections.ts";
import { setCurrentPicture } from "../../../src/db/looks.ts";
import { upsertPlatform } from "../../../src/db/platforms.ts";
import { imageVariants } from "../../../src/db/schema.ts";
import { newId } from "../../../src/new-id.ts";
import type { PlatformAdapter, PlatformId } from "../../../src/platforms/platform.ts";
import { descriptors } from "../../../src/platforms/registry.ts";
import type { SeenSlot } from "../../../src/sync/plan.ts";
import { type AccountsApp, createAccountsApp, START } from "./accounts-app.ts";
import { makePerson, type Person } from "./signed-in.ts";
import { addFile, countingBytes } from "./stored-file.ts";

export interface PlanWorld {
  readonly t: AccountsApp;
  readonly person: Person;
  /** By platform. */
  readonly connections: Readonly<Record<"x" | "mastodon", string>>;
  readonly imageId: string;
  /** By connection: what its avatar shows; changed by the test. */
  readonly shown: Map<string, SeenSlot>;
  /** Every call to the person's object, by name. */
  readonly calls: string[];
  api(method: string, path: string, body?: unknown): Promise<Response>;
  page(method: string, path: string, fields?: readonly (readonly [string, string])[]): Promise<Response>;
}

/** What a platform shows under this identity. */
export function showing(identity: string, isDefault = false): SeenSlot {
  const url = isDefault ? null : `https://p.example/${identity}.jpg`;
  return { state: "read", identity, url, isDefault, confirmed: null };
}

export async function createPlanWorld(overrides: Partial<AppContext> = {}): Promise<PlanWorld> {
  const shown = new Map<string, SeenSlot>();
  const calls: string[] = [];
  const call =
    <T>(name: string, answer: T) =>
    () => {
      calls.push(name);
      return Promise.resolve(answer);
    };
  const t = createAccountsApp({
    userSync: {
      wake: call("wake", undefined),
      fence: call("fence", null),
      cancel: call("cancel", undefined),
      dropPicture: call("dropPicture", undefined),
      putGrant: call("putGrant", undefined),
      hold: (_, __, isPaused) => {
        calls.push(isPaused ? "hold" : "release");
        return Promise.resolve();
      },
      reseal: call("reseal", 0),
      observe: (_, glances) => {
        calls.push("observe");
        const seen = glances.map(({ connectionId, slots }) => {
          const avatar = shown.get(connectionId) ?? showing("before");
          const own = slots.map((slot) => [slot, slot === "avatar" ? avatar : showing("banner-before")]);
          return { connectionId, slots: Object.fromEntries(own) as Record<string, SeenSlot> };
        });
        return Promise.resolve(seen);
      },
    },
    ...overrides,
  });
  const person = await makePerson(t.app);
  const { userId } = person;
  const connections = { x: newId("con"), mastodon: newId("con") };
  for (const platform of ["x", "mastodon"] as const) {
    await connect(t.app, userId, platform, connections[platform], platform === "x" ? 0 : 1);
  }
  const { imageId } = await addFile(t.app, userId, { platform: "x", bytes: countingBytes(2_000) });
  await addFile(t.app, userId, { imageId, platform: "mastodon", bytes: countingBytes(3_000) });
  await setCurrentPicture(t.app.db, { userId, slot: "avatar", imageId, now: START });
  const headers = { cookie: person.cookie, "sec-fetch-site": "same-origin" };
  return {
    t,
    person,
    connections,
    imageId,
    shown,
    calls,
    api: (method, path, body) =>
      t.request(`/api/v1${path}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    page: (method, path, fields) =>
      t.request(path, {
        method,
        headers: { ...headers, accept: "text/html" },
        ...(method === "GET"
          ? {}
          : { body: new URLSearchParams((fields ?? []).map(([name, value]) => [name, value])) }),
      }),
  };
}

/** `at` orders connections: lists of them are by age. */
async function connect(app: AppContext, userId: string, platform: PlatformId, id: string, at: number) {
  await upsertPlatform(app.db, descriptors[platform], START);
  await insertConnection(app.db, {
    id,
    userId,
    platformId: platform,
    accountId: `account-${platform}`,
    handle: `ada_${platform}`,
    profileUrl: `https://${platform}.example.com/@ada`,
    status: "connected",
    scopes: "[]",
    sealedGrant: "v1.none.none.none",
    createdAt: START + at,
    updatedAt: START + at,
  });
}

/** X as it would be if it told followers about a new picture. */
export function announcingAdapters(): AppContext["adapters"] {
  const { slots } = descriptors.x;
  const loud = { ...descriptors.x, slots: { ...slots, avatar: { ...slots.avatar, announces: true } } };
  const only = (descriptor: PlatformAdapter["descriptor"]) => ({ descriptor }) as PlatformAdapter;
  return { x: only(loud), mastodon: only(descriptors.mastodon) };
}

/** The file of one platform is rendered anew, with other bytes. */
export async function renderAnew(app: AppContext, platform: string, sha256: string): Promise<void> {
  await app.db.update(imageVariants).set({ sha256 }).where(eq(imageVariants.platform, platform));
}
