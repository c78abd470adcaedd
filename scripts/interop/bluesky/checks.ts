/** The adapter's promises, checked against whatever server `world` is. Every check throws when it does not hold. */
import assert from "node:assert/strict";

import { PlatformError } from "../../../src/platforms/errors.ts";
import type { Grant } from "../../../src/platforms/platform.ts";
import { recordCid } from "../../../simulators/bluesky/cids.ts";
import { jpeg, noisyPng, webp } from "./sample-pictures.ts";
import { connect, REDIRECT, type World } from "./world.ts";

export type Check = readonly [title: string, run: () => Promise<string>];

/** In order: later checks use what earlier ones left behind. */
export function adapterChecks(world: World): readonly Check[] {
  const { adapter, ports } = world;
  let grant: Grant;
  const observe = () => adapter.observe(ports, grant);
  const record = async () => {
    const query = new URLSearchParams({
      repo: grant.accountId,
      collection: "app.bsky.actor.profile",
      rkey: "self",
    });
    const reply = await ports.fetch(`${world.origin}/xrpc/com.atproto.repo.getRecord?${query}`);
    return (await reply.json()) as { cid: string; value: Record<string, unknown> };
  };
  const begin = () => adapter.auth.begin(ports, { handle: world.handle("ada"), redirectUri: REDIRECT });

  return [
    [
      "pushed request is taken",
      async () => new URL((await begin()).authorizeUrl).searchParams.get("request_uri") ?? "",
    ],
    [
      "a declined request ends as declined",
      async () => {
        const { authorizeUrl, flow } = await begin();
        const callback = await world.decide(authorizeUrl, "ada", "decline");
        return expectKind(
          adapter.auth.finish(ports, { callback, flow, redirectUri: REDIRECT }),
          "person-must-act",
          "declined",
        );
      },
    ],
    [
      "another account than the one named is refused",
      async () => {
        const { authorizeUrl, flow } = await begin();
        const callback = await world.decide(authorizeUrl, "bob", "allow");
        return expectKind(
          adapter.auth.finish(ports, { callback, flow, redirectUri: REDIRECT }),
          "person-must-act",
          "other_account",
        );
      },
    ],
    [
      "consent, code and token give a grant",
      async () => {
        grant = await connect(world, "ada");
        return `${grant.accountId}, ${grant.scopes.join(" ")}`;
      },
    ],
    [
      "an account without a profile shows nothing",
      async () => {
        const shown = await observe();
        assert.deepEqual(
          [shown.revision, shown.slots.avatar.identity, shown.slots.banner.url],
          [null, "none", null],
        );
        return shown.handle;
      },
    ],
    [
      "the first picture makes the record and is confirmed by id",
      async () => {
        const picture = await jpeg(1_000, 1_000, 1);
        const before = await observe();
        const { exactId } = await adapter.apply(ports, grant, "avatar", picture, before);
        const now = await observe();
        assert.equal(adapter.confirm(exactId, before.slots.avatar, now.slots.avatar), "exact-match");
        assert.equal(exactId, await adapter.exactIdOf?.(picture));
        const back = await ports.fetch(now.slots.avatar.url ?? "");
        assert.deepEqual(new Uint8Array(await back.arrayBuffer()), picture.bytes);
        return `${exactId}, ${picture.bytes.byteLength} bytes came back identical`;
      },
    ],
    [
      "everything else in the record stays, and record ids agree with ours",
      async () => {
        const kept = (await record()).value;
        await adapter.apply(ports, grant, "banner", await jpeg(1_500, 500, 2), await observe());
        const { cid, value } = await record();
        const { banner: _banner, ...rest } = value;
        assert.deepEqual(rest, kept);
        assert.equal(recordCid(value), cid);
        return cid;
      },
    ],
    [
      "a change in between is a conflict and is not overwritten",
      async () => {
        const old = await observe();
        await adapter.apply(ports, grant, "avatar", await jpeg(1_000, 1_000, 3), old);
        const shown = await observe();
        await expectKind(adapter.apply(ports, grant, "avatar", await jpeg(1_000, 1_000, 4), old), "conflict");
        assert.deepEqual(await observe(), shown);
        return "changed_meanwhile";
      },
    ],
    [
      "WebP and oversize are refused and leave the record as it was",
      async () => {
        const before = await observe();
        const small = await webp();
        const big = await noisyPng();
        assert.ok(big.bytes.byteLength > 1_000_000);
        const wrong = await expectKind(
          adapter.apply(ports, grant, "avatar", small, before),
          "input-bad",
          "wrong_type",
        );
        const large = await expectKind(
          adapter.apply(ports, grant, "avatar", big, before),
          "input-bad",
          "too_large",
        );
        assert.deepEqual(await observe(), before);
        return `${wrong}, ${large}`;
      },
    ],
    [
      "a refresh replaces both tokens, the old access token is stale",
      async () => {
        const old = grant;
        grant = await refresh(world, grant);
        assert.notEqual(grant.refreshToken, old.refreshToken);
        await expectKind(adapter.observe(ports, old), "token-stale");
        return (await observe()).handle;
      },
    ],
    [
      "a spent refresh token ends the session",
      async () => {
        const old = grant;
        grant = await refresh(world, grant);
        await expectKind(refresh(world, old), "token-dead", "revoked");
        await expectKind(observe(), "token-stale");
        return expectKind(refresh(world, grant), "token-dead", "revoked");
      },
    ],
    [
      "a revoked grant is dead",
      async () => {
        grant = await connect(world, "ada");
        await adapter.auth.revoke?.(ports, grant);
        await expectKind(observe(), "token-stale");
        return expectKind(refresh(world, grant), "token-dead", "revoked");
      },
    ],
  ];
}

async function refresh(world: World, grant: Grant): Promise<Grant> {
  const next = await world.adapter.auth.refresh?.(world.ports, grant);
  assert.ok(next);
  return next;
}

async function expectKind(work: Promise<unknown>, kind: string, reason?: string): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    assert.equal(error.kind, kind, `${error.kind} ${error.reason}: ${error.message}`);
    if (reason !== undefined) assert.equal(error.reason, reason);
    return `${error.kind}: ${error.reason}`;
  }
  throw new Error(`expected ${kind}, but it succeeded`);
}
