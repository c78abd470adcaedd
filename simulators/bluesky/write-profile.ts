import type { SimulatedSlot } from "../simulator.ts";
import { recordCid } from "./cids.ts";
import { XrpcError } from "./errors.ts";
import { PROFILE } from "./names.ts";
import { blobRefOf, profileProblem } from "./profile-rules.ts";
import type { Account, ProfileRecord, Server } from "./state.ts";

const SLOTS: readonly SimulatedSlot[] = ["avatar", "banner"];

interface PlannedWrite {
  readonly cid: string;
  /** What people will see change; empty for a record equal to the stored one. */
  readonly effects: readonly string[];
  readonly isNoop: boolean;
  readonly store: () => void;
}

/**
 * Checks a new profile record in the real server's order: form, then whether anything changes at all, then the swap,
 * then the blobs. `swap` is the CID the record must have now, null when there must be none, undefined for any.
 */
export function planProfileWrite(
  server: Server,
  account: Account,
  input: ProfileRecord,
  swap: string | null | undefined,
): PlannedWrite {
  const record = input["$type"] === undefined ? { ...input, $type: PROFILE } : input;
  const problem = profileProblem(record);
  if (problem !== null) throw new XrpcError(400, "InvalidRequest", problem);
  const cid = recordCid(record);
  const current = account.profile;
  if (current?.cid === cid) return { cid, effects: [], isNoop: true, store: () => undefined };
  if (swap !== undefined && swap !== (current?.cid ?? null)) {
    throw new XrpcError(400, "InvalidSwap", `Record was at ${current?.cid ?? "null"}`);
  }
  for (const slot of SLOTS) requireBlob(account, record[slot]);
  const changed = SLOTS.filter((slot) => linkOf(record, slot) !== linkOf(current?.value, slot));
  const effects = changed.map((slot) => `${slot}_${linkOf(record, slot) === undefined ? "removed" : "set"}`);
  return {
    cid,
    effects: effects.length === 0 ? ["profile_set"] : effects,
    isNoop: false,
    store() {
      account.profile = { cid, value: record };
      account.commits += 1;
      for (const slot of changed) account.changedAt[slot] = server.clock.now();
      dropUnnamedBlobs(account, current?.value);
      server.state.save();
    },
  };
}

/** The CID a record names in a slot. */
export function linkOf(record: ProfileRecord | undefined, slot: SimulatedSlot): string | undefined {
  return blobRefOf(record?.[slot])?.cid;
}

function requireBlob(account: Account, value: unknown): void {
  const ref = blobRefOf(value);
  if (ref === null) return;
  const blob = account.blobs[ref.cid];
  if (blob === undefined) throw new XrpcError(400, "BlobNotFound", `Could not find blob: ${ref.cid}`);
  const differ = (what: string, expected: unknown, got: unknown) =>
    `Referenced ${what} does not match stored blob. Expected: ${String(expected)}, Got: ${String(got)}`;
  if (blob.mimeType !== ref.mimeType) {
    throw new XrpcError(400, "InvalidMimeType", differ("Mimetype", blob.mimeType, ref.mimeType));
  }
  if (blob.size !== ref.size) throw new XrpcError(400, "InvalidSize", differ("Size", blob.size, ref.size));
}

/** What only the record before named is deleted at once. */
function dropUnnamedBlobs(account: Account, before: ProfileRecord | undefined): void {
  const named = SLOTS.map((slot) => linkOf(account.profile?.value, slot));
  for (const slot of SLOTS) {
    const old = linkOf(before, slot);
    if (old !== undefined && !named.includes(old)) delete account.blobs[old];
  }
}
