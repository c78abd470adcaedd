/** One of everything that can belong to a person, made straight in the stores; returns its ids by kind. */
import type { AppContext } from "../../../src/context.ts";
import * as schema from "../../../src/db/schema.ts";
import { newId } from "../../../src/new-id.ts";
import { addImage, addVariant } from "./stored-image.ts";

export interface Belongings {
  readonly image: string;
  readonly connection: string;
  readonly sync: string;
  readonly target: string;
  readonly session: string;
  readonly identity: string;
  readonly passkey: string;
  readonly look: string;
}

/** Nothing here is a secret of anybody; the values only have to be recognisable. */
export async function everythingOf(
  app: AppContext,
  userId: string,
  session: string,
  mark: string,
): Promise<Belongings> {
  const now = app.now();
  const at = { createdAt: now, updatedAt: now };
  const image = await addImage(app, userId, `${mark}-sha`);
  await addVariant(app, { userId, imageId: image, cropVersion: 1, platform: "x", sha256: `${mark}-variant` });
  const ids = {
    connection: newId("con"),
    sync: newId("syn"),
    target: newId("tgt"),
    identity: newId("idn"),
    passkey: newId("psk"),
    look: newId("look"),
  };
  const { db } = app;
  await db
    .insert(schema.platforms)
    .values({ id: "x", name: "X", baseUrl: "https://x.com", apiVersion: "1.1", updatedAt: now })
    .onConflictDoNothing();
  await db.insert(schema.userPlatforms).values({
    id: ids.connection,
    userId,
    platformId: "x",
    accountId: `${mark}-account`,
    handle: `${mark}_handle`,
    profileUrl: `https://x.com/${mark}`,
    status: "connected",
    scopes: "[]",
    sealedGrant: "",
    ...at,
  });
  await db.insert(schema.syncRequests).values({ id: ids.sync, userId, state: "running", ...at });
  await db.insert(schema.syncTargets).values({
    id: ids.target,
    syncRequestId: ids.sync,
    userId,
    connectionId: ids.connection,
    platformId: "x",
    slot: "avatar",
    handle: `${mark}_handle`,
    profileUrl: `https://x.com/${mark}`,
    state: "waiting",
    waitingOn: "linkarooie",
    ...at,
  });
  await db.insert(schema.looks).values({
    id: ids.look,
    userId,
    kind: "saved",
    name: `${mark} look`,
    avatarImageId: image,
    ...at,
  });
  await db.insert(schema.identities).values({
    id: ids.identity,
    userId,
    provider: "github",
    subject: `${mark}-subject`,
    email: `${mark}@github.test`,
    createdAt: now,
    lastUsedAt: now,
  });
  await db.insert(schema.passkeys).values({
    id: ids.passkey,
    userId,
    credentialId: `${mark}-credential`,
    publicKey: "",
    counter: 0,
    transports: "[]",
    backedUp: false,
    name: `${mark} key`,
    createdAt: now,
  });
  return { image, session, ...ids };
}
