/** Records and blobs: com.atproto.repo.* and com.atproto.sync.getBlob. */
import { type Context, Hono } from "hono";
import * as z from "zod";

import type { SimEnv } from "../simulator.ts";
import { authenticate, requireActive } from "./authenticate.ts";
import { addBlob, clearOld, namedBlob } from "./blobs.ts";
import { isCid, recordCid } from "./cids.ts";
import { XrpcError } from "./errors.ts";
import { PROFILE } from "./names.ts";
import { countCall, UPLOAD, WRITE } from "./limits.ts";
import { requireBlobScope, requireRepoScope } from "./scopes.ts";
import { findAccount, type Server } from "./state.ts";
import { planProfileWrite } from "./write-profile.ts";

const MAX_BLOB_BYTES = 5 * 1024 * 1024;

const putInput = z.object({
  repo: z.string(),
  collection: z.string(),
  rkey: z.string(),
  record: z.record(z.string(), z.unknown()),
  swapRecord: z.string().nullable().optional(),
});

export function xrpcRepo(server: Server): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/xrpc/com.atproto.repo.getRecord", (c) => {
    const [repo, collection, rkey] = ["repo", "collection", "rkey"].map((name) => required(c, name));
    countCall(server, c, repo ?? "");
    const account = findAccount(server, repo ?? "");
    const uri = `at://${account?.did ?? repo}/${collection}/${rkey}`;
    if (account === undefined || account.status !== "active") {
      throw new XrpcError(400, "InvalidRequest", "Could not locate record");
    }
    const profile = collection === PROFILE && rkey === "self" ? account.profile : null;
    const cid = c.req.query("cid");
    if (profile === null || (cid !== undefined && cid !== profile.cid)) {
      throw new XrpcError(400, "RecordNotFound", `Could not locate record: ${uri}`);
    }
    return c.json({ uri, cid: profile.cid, value: profile.value });
  });

  app.post("/xrpc/com.atproto.repo.putRecord", async (c) => {
    const { session, account } = await authenticate(server, c);
    const parsed = putInput.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) throw new XrpcError(400, "InvalidRequest", `Input must have the property "record"`);
    const { repo, collection, rkey, record, swapRecord } = parsed.data;
    if (typeof swapRecord === "string" && !isCid(swapRecord)) {
      throw new XrpcError(400, "InvalidRequest", `Invalid CID: ${swapRecord}`);
    }
    requireEncodable(record);
    countCall(server, c, account.did, WRITE);
    const target = findAccount(server, repo);
    if (target === undefined) throw new XrpcError(403, "AccountNotFound", "Account not found");
    requireActive(target, { takedown: true, deactivated: true });
    if (target !== account) {
      throw new XrpcError(401, "AuthenticationRequired", "Authentication Required");
    }
    requireRepoScope(session.scope, collection, "create");
    requireRepoScope(session.scope, collection, "update");
    if (collection !== PROFILE || rkey !== "self") {
      throw new XrpcError(400, "InvalidRequest", `Only ${PROFILE}/self is kept here`);
    }
    clearOld(server, account);
    const write = planProfileWrite(server, account, record, swapRecord);
    write.effects.forEach((effect, index) =>
      c.env.call.commit(effect, index === 0 ? write.store : () => undefined),
    );
    const rev = revision(account.commits);
    return c.json({
      uri: `at://${account.did}/${collection}/${rkey}`,
      cid: write.cid,
      // The real commit is signed over the whole repository; here its id only has the right form.
      ...(write.isNoop
        ? {}
        : { commit: { cid: recordCid({ did: account.did, rev, record: write.cid }), rev } }),
      validationStatus: "valid",
    });
  });

  app.post("/xrpc/com.atproto.repo.uploadBlob", async (c) => {
    const { session, account } = await authenticate(server, c);
    requireActive(account, { takedown: true });
    const type = c.req.header("content-type")?.split(";")[0]?.trim();
    if (type === undefined || type === "") {
      throw new XrpcError(400, "InvalidRequest", "Request encoding (Content-Type) required but not provided");
    }
    requireBlobScope(session.scope, type);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.byteLength > MAX_BLOB_BYTES)
      throw new XrpcError(413, "PayloadTooLarge", "request entity too large");
    countCall(server, c, account.did, UPLOAD);
    const blob = await addBlob(server, account, bytes, type);
    return c.json({
      blob: { $type: "blob", ref: { $link: blob.cid }, mimeType: blob.mimeType, size: blob.size },
    });
  });

  app.get("/xrpc/com.atproto.sync.getBlob", (c) => {
    countCall(server, c, required(c, "did"));
    const account = findAccount(server, required(c, "did"));
    if (account === undefined) throw new XrpcError(400, "RepoNotFound", "Could not find repo");
    if (account.status === "suspended") throw new XrpcError(400, "RepoTakendown", "Repo has been takendown");
    if (account.status === "locked") throw new XrpcError(400, "RepoDeactivated", "Repo has been deactivated");
    const blob = namedBlob(account, required(c, "cid"));
    const bytes = blob === null ? null : server.store.readFile(blob.file);
    if (blob === null || bytes === null) throw new XrpcError(400, "InvalidRequest", "Blob not found");
    return c.body(bytes, 200, {
      "content-type": blob.mimeType,
      "content-length": String(bytes.byteLength),
      "content-disposition": `attachment; filename="${blob.cid}"`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
    });
  });
  return app;
}

function required(c: Context<SimEnv>, name: string): string {
  const value = c.req.query(name);
  if (value === undefined)
    throw new XrpcError(400, "InvalidRequest", `Params must have the property "${name}"`);
  return value;
}

/** The data model has no fractions, for one. */
function requireEncodable(record: unknown): void {
  try {
    recordCid(record);
  } catch (error) {
    throw new XrpcError(400, "InvalidRequest", error instanceof Error ? error.message : "Invalid record");
  }
}

/** A sortable revision in the form of a TID. */
function revision(commits: number): string {
  const ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";
  let out = "";
  for (let value = commits, index = 0; index < 10; index += 1, value = Math.floor(value / 32)) {
    out = ALPHABET.charAt(value % 32) + out;
  }
  return `3kz${out}`;
}
