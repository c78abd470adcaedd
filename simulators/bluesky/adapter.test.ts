/** The adapter against the simulator: connecting, writing, and every way a write can go wrong. */
import { createHash } from "node:crypto";

import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";

import type { Grant, Observation, Picture, PlatformPorts } from "../../src/platforms/platform.ts";
import { type Bench, createBench, REDIRECT } from "./test-bench.ts";

const RECORD = "https://bluesky.hopfield.social/xrpc/com.atproto.repo.getRecord";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});

async function picture(seed: number, size = 200, format: "jpeg" | "png" | "webp" = "jpeg"): Promise<Picture> {
  const background = { r: seed, g: 255 - seed, b: 90 };
  const image = sharp({ create: { width: size, height: size, channels: 3, background } });
  const bytes = new Uint8Array(await image.toFormat(format).toBuffer());
  return { bytes, format, sha256: createHash("sha256").update(bytes).digest("hex"), altText: null };
}

async function record(did: string) {
  const query = new URLSearchParams({ repo: did, collection: "app.bsky.actor.profile", rkey: "self" });
  const reply = await bench.ports.fetch(`${RECORD}?${query}`);
  return (await reply.json()) as { cid: string; value: Record<string, unknown> };
}

const observe = (grant: Grant, ports: PlatformPorts = bench.ports) => bench.adapter.observe(ports, grant);
const apply = (grant: Grant, sent: Picture, before: Observation, ports: PlatformPorts = bench.ports) =>
  bench.adapter.apply(ports, grant, "avatar", sent, before);
const effects = async () =>
  (await bench.log()).flatMap(({ effect }) => (effect?.includes("_set") ? [effect] : []));

async function editByHand(name: string, seed: number) {
  const form = new FormData();
  form.set("slot", "avatar");
  form.set("file", new Blob([(await picture(seed, 120)).bytes]), "me.jpg");
  await bench.control("POST", `/bluesky/accounts/${name}/edit`, form);
}

describe("writing", () => {
  test("one picture goes in, is named by exact id, comes back byte by byte, and nothing else changes", async () => {
    const grant = await bench.connect("ada");
    const old = await record(grant.accountId);
    const before = await observe(grant);
    const sent = await picture(10);
    const receipt = await apply(grant, sent, before);

    const now = await observe(grant);
    expect(receipt.exactId).toBe(await bench.adapter.exactIdOf?.(sent));
    expect(bench.adapter.confirm(receipt.exactId, before.slots.avatar, now.slots.avatar)).toBe("exact-match");
    expect(now.slots.banner).toEqual(before.slots.banner);
    const { avatar: _new, ...rest } = (await record(grant.accountId)).value;
    const { avatar: _old, ...kept } = old.value;
    expect(rest).toEqual(kept);
    expect(rest).toMatchObject({ pronouns: "she/her", description: "Notes on engines." });
    const back = await bench.ports.fetch(now.slots.avatar.url ?? "");
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(sent.bytes);
    expect(await effects()).toEqual(["avatar_set"]);
  });

  test("an account without a record gets one, and only if there still is none", async () => {
    const grant = await bench.connect("alan");
    const before = await observe(grant);
    expect(before).toMatchObject({ revision: null, slots: { avatar: { isDefault: true, url: null } } });
    await apply(grant, await picture(11), before);
    expect(await effects()).toEqual(["avatar_set"]);
    await expect(apply(grant, await picture(12), before)).rejects.toMatchObject({ kind: "conflict" });
    expect(await effects()).toEqual(["avatar_set"]);
  });

  test("writing what is shown already changes nothing", async () => {
    const grant = await bench.connect("ada");
    const sent = await picture(13);
    await apply(grant, sent, await observe(grant));
    const shown = await observe(grant);
    await apply(grant, sent, shown);
    expect(await observe(grant)).toEqual(shown);
    expect(await effects()).toEqual(["avatar_set"]);
  });

  test("a person's change before the upload is a conflict, and stays", async () => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    await editByHand("ada", 50);
    const theirs = await observe(grant);
    await expect(apply(grant, await picture(14), before)).rejects.toMatchObject({ kind: "conflict" });
    expect(await observe(grant)).toEqual(theirs);
    expect((await bench.log()).some(({ path }) => path.endsWith("uploadBlob"))).toBe(false);
  });

  test("a person's change in the last moment is a conflict by the server's own check, and stays", async () => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    const ports = bench.through(async (request, next) => {
      if (request.url.endsWith("putRecord")) await editByHand("ada", 51);
      return next(request);
    });
    await expect(apply(grant, await picture(15), before, ports)).rejects.toMatchObject({
      kind: "conflict",
      platformCode: "InvalidSwap",
    });
    expect(await effects()).toEqual([]);
  });

  test.each([
    ["webp", "wrong_type"],
    ["png", "too_large"],
  ] as const)("a refused %s (%s) leaves the record as it was", async (format, reason) => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    const noise = Buffer.alloc(700 * 700 * 3).map((_, index) => Math.imul(index, 2_654_435_761) >>> 24);
    const image = sharp(noise, { raw: { width: 700, height: 700, channels: 3 } });
    const bytes = new Uint8Array(
      await image.toFormat(format, format === "png" ? { compressionLevel: 0 } : {}).toBuffer(),
    );
    const sent: Picture = { ...(await picture(16, 8, format)), bytes };
    await expect(apply(grant, sent, before)).rejects.toMatchObject({ kind: "input-bad", reason });
    expect(await observe(grant)).toEqual(before);
  });
});

describe("when things go wrong", () => {
  const put = "POST /xrpc/com.atproto.repo.putRecord";
  const upload = "POST /xrpc/com.atproto.repo.uploadBlob";
  test.each<[string, string, Record<string, unknown>, string, number]>([
    ["lost_answer", put, {}, "unknown", 1],
    ["garbage", put, {}, "unknown", 1],
    ["5xx", put, { status: 504 }, "unknown", 0],
    ["429", put, { retry_after: 120 }, "retry-at", 0],
    ["402", put, {}, "payment-needed", 0],
    ["expired", put, {}, "token-stale", 0],
    ["revoked", put, {}, "token-stale", 0],
    ["lost_answer", upload, {}, "unavailable", 0],
    ["garbage", upload, {}, "unavailable", 0],
    ["5xx", upload, {}, "unavailable", 0],
    ["413_html", upload, {}, "input-bad", 0],
    ["lost_answer", "getRecord", {}, "unavailable", 0],
    ["garbage", "getRecord", {}, "unavailable", 0],
  ])("%s on %s %j is %s, with %i visible changes", async (kind, match, more, expected, changes) => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    const sent = await picture(20);
    await bench.fault(kind, match, more);
    await expect(apply(grant, sent, before)).rejects.toMatchObject({ kind: expected });
    expect((await effects()).length).toBe(changes);
    const puts = (await bench.log()).filter(({ path }) => path.endsWith("putRecord"));
    expect(puts.length).toBeLessThanOrEqual(1);
  });

  test("what became of a lost write is told from the id alone", async () => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    const sent = await picture(25);
    await bench.fault("lost_answer", put);
    await expect(apply(grant, sent, before)).rejects.toMatchObject({ kind: "unknown" });
    const id = (await bench.adapter.exactIdOf?.(sent)) ?? null;
    expect(bench.adapter.confirm(id, before.slots.avatar, (await observe(grant)).slots.avatar)).toBe(
      "exact-match",
    );
  });

  test("a throttled call says until when, by the server's header", async () => {
    const grant = await bench.connect("ada");
    await bench.fault("429", "getSession", { retry_after: 120 });
    await expect(observe(grant)).rejects.toMatchObject({
      kind: "retry-at",
      retryAt: bench.time.now + 120_000,
    });
  });

  test("an answer of success without effect is found out", async () => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    await bench.fault("no_effect", put);
    const { exactId } = await apply(grant, await picture(21), before);
    const now = await observe(grant);
    expect(bench.adapter.confirm(exactId, before.slots.avatar, now.slots.avatar)).toBe("identity-same");
  });

  test.each([
    ["suspended", "account_unavailable"],
    ["locked", "deactivated"],
  ])("a %s account is the person's to mend, and is not taken for an empty one", async (status, reason) => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    await bench.control("PATCH", "/bluesky/accounts/ada", { status });
    await expect(observe(grant)).rejects.toMatchObject({ kind: "person-must-act", reason });
    await expect(apply(grant, await picture(22), before)).rejects.toMatchObject({
      kind: "unavailable",
      reason: "read_refused",
    });
    expect(await effects()).toEqual([]);
  });

  test("a session that may not upload says so", async () => {
    // The person unticked a scope; the app is told more than it got.
    const tell = bench.through(async (request, next) => {
      if (request.url.endsWith("/oauth/par")) {
        const form = new URLSearchParams(await request.text());
        form.set("scope", "atproto repo:app.bsky.actor.profile?action=create&action=update");
        return next(new Request(request.url, { method: "POST", headers: request.headers, body: form }));
      }
      const reply = await next(request);
      if (!request.url.endsWith("/oauth/token") || reply.status !== 200) return reply;
      const tokens = (await reply.json()) as { scope: string };
      return Response.json({ ...tokens, scope: `${tokens.scope} blob:image/*` });
    });
    const handle = "ada.bluesky.hopfield.social";
    const { authorizeUrl, flow } = await bench.adapter.auth.begin(tell, { handle, redirectUri: REDIRECT });
    const callback = await bench.decide(authorizeUrl, "allow", "ada");
    const grant = await bench.adapter.auth.finish(tell, { callback, flow, redirectUri: REDIRECT });
    await expect(apply(grant, await picture(23), await observe(grant))).rejects.toMatchObject({
      kind: "scope-missing",
      platformCode: "ScopeMissingError",
    });
  });

  test("a nonce that ran out costs one more request, not the write", async () => {
    const grant = await bench.connect("ada");
    const before = await observe(grant);
    bench.time.now += 4 * 60_000;
    await apply(grant, await picture(24), before);
    const uploads = (await bench.log()).filter(({ path }) => path.endsWith("uploadBlob"));
    expect(uploads.map(({ status }) => status)).toEqual([401, 200]);
    expect(await effects()).toEqual(["avatar_set"]);
  });
});
