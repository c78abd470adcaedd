/** People whose secrets were sealed before the vault's primary key changed, in every place that holds any. */
import { runInDurableObject } from "cloudflare:test";

import { sealGrant } from "../../../src/auth/grant-seal.ts";
import { sealPlace, SEALED_COLUMNS } from "../../../src/auth/sealed-columns.ts";
import { createVault, type Vault } from "../../../src/auth/vault.ts";
import { readSecrets } from "../../../src/config.ts";
import type { AppContext } from "../../../src/context.ts";
import { upsertPlatform } from "../../../src/db/platforms.ts";
import { totpCredentials, userPlatforms } from "../../../src/db/schema.ts";
import { openJournal } from "../../../src/durable-objects/user-sync/journal.ts";
import { newId } from "../../../src/new-id.ts";
import type { Grant } from "../../../src/platforms/platform.ts";
import { descriptors } from "../../../src/platforms/registry.ts";
import { bindings, makePerson } from "./signed-in.ts";

const CONNECTIONS_A_PERSON = 10;
/** Statements a batch. */
const CHUNK = 50;

/** The vault as it was while `t0` was the primary key. */
export function oldVault(): Vault {
  return createVault({ ...readSecrets(bindings).vaultKeys, primary: "t0" });
}

/** The grant of a connection, with a token that names it. */
export function grantNamed(name: string): Grant {
  return {
    accountId: name,
    handle: "ada@mastodon.example",
    host: "mastodon.example",
    profileUrl: "https://mastodon.example/@ada",
    accessToken: `access-${name}`,
    refreshToken: `refresh-${name}`,
    expiresAt: null,
    scopes: [],
    extra: {},
  };
}

export interface SealedWorld {
  readonly userIds: readonly string[];
  readonly connections: readonly { readonly id: string; readonly userId: string }[];
}

/**
 * `rows` sealed values under `t0`: people with ten connections each, whose grants are in D1 and in their objects, and the
 * code secret of each.
 */
export async function makeSealedWorld(app: AppContext, rows: number): Promise<SealedWorld> {
  const vault = oldVault();
  await upsertPlatform(app.db, descriptors.mastodon, app.now());
  const people = Math.ceil(rows / (CONNECTIONS_A_PERSON + 1));
  const userIds: string[] = [];
  const connections: { id: string; userId: string }[] = [];
  for (let person = 0; person < people; person += 1) {
    const { userId } = await makePerson(app);
    userIds.push(userId);
    await addTotp(app, vault, userId);
    const left = rows - people - connections.length;
    const grants = await addConnections(app, vault, userId, Math.min(CONNECTIONS_A_PERSON, left));
    connections.push(...grants.map(({ id }) => ({ id, userId })));
  }
  return { userIds, connections };
}

async function addTotp(app: AppContext, vault: Vault, userId: string): Promise<void> {
  const place = sealPlace(SEALED_COLUMNS.totp, { row: userId, user: userId });
  const sealedSecret = await vault.seal(`secret of ${userId}`, place);
  await app.db.insert(totpCredentials).values({ userId, sealedSecret, confirmedAt: 1, createdAt: 1 });
}

/** Connections of one person with a grant each under `vault`'s primary key, in D1 and in the person's object. */
export async function addConnections(app: AppContext, vault: Vault, userId: string, count: number) {
  const made = await Promise.all(
    Array.from({ length: count }, async () => {
      const id = newId("con");
      const owner = { userId, connectionId: id, platform: "mastodon" };
      return { id, sealed: await sealGrant(vault, owner, grantNamed(id)) };
    }),
  );
  for (let at = 0; at < made.length; at += CHUNK) {
    const [first, ...rest] = made.slice(at, at + CHUNK).map(({ id, sealed }) =>
      app.db.insert(userPlatforms).values({
        id,
        userId,
        platformId: "mastodon",
        accountId: id,
        handle: "ada@mastodon.example",
        profileUrl: "https://mastodon.example/@ada",
        status: "connected",
        scopes: "[]",
        sealedGrant: sealed,
        grantGeneration: 1,
        createdAt: app.now(),
        updatedAt: app.now(),
      }),
    );
    if (first !== undefined) await app.db.batch([first, ...rest]);
  }
  await runInDurableObject(bindings.USER_SYNC.getByName(userId), (_object, state: DurableObjectState) => {
    const journal = openJournal(state.storage.sql);
    for (const { id, sealed } of made) {
      journal.setGrant(id, 1, sealed);
      journal.markGrantMirrored(id, 1);
    }
  });
  return made;
}

/** What the object of a person holds of a connection. */
export function journalGrant(userId: string, connectionId: string) {
  return runInDurableObject(bindings.USER_SYNC.getByName(userId), (_object, state: DurableObjectState) =>
    openJournal(state.storage.sql).grant(connectionId),
  );
}
