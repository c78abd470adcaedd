import { inspectPicture } from "../pictures.ts";
import { blobCid } from "./cids.ts";
import { linkOf } from "./write-profile.ts";
import type { Account, Blob, Server } from "./state.ts";

/** Uploads that no record names are cleared after this time. */
const UNNAMED_LIFETIME_MS = 60 * 60_000;

/** Keeps uploaded bytes under their CID. The type is what the bytes are, and only else what the client said. */
export async function addBlob(
  server: Server,
  account: Account,
  bytes: Uint8Array<ArrayBuffer>,
  suggestedType: string,
): Promise<Blob> {
  const facts = await inspectPicture(bytes);
  const blob: Blob = {
    cid: blobCid(bytes),
    file: server.store.putFile(bytes),
    mimeType: facts?.format == null ? suggestedType : `image/${facts.format}`,
    size: bytes.byteLength,
    width: facts?.width ?? 0,
    height: facts?.height ?? 0,
    uploadedAt: server.clock.now(),
  };
  clearOld(server, account);
  account.blobs[blob.cid] = blob;
  server.state.save();
  return blob;
}

/** Only what the profile names can be read. */
export function namedBlob(account: Account, cid: string): Blob | null {
  const named = [linkOf(account.profile?.value, "avatar"), linkOf(account.profile?.value, "banner")];
  return named.includes(cid) ? (account.blobs[cid] ?? null) : null;
}

/** Forgets uploads that waited too long for a record. */
export function clearOld(server: Server, account: Account): void {
  const limit = server.clock.now() - UNNAMED_LIFETIME_MS;
  for (const blob of Object.values(account.blobs)) {
    if (blob.uploadedAt < limit && namedBlob(account, blob.cid) === null) delete account.blobs[blob.cid];
  }
}
