/** What app.bsky.actor.profile may look like. Size and type of pictures are judged here, at the write, not at upload. */
import { isCid } from "./cids.ts";
import { PROFILE } from "./names.ts";

const MAX_PICTURE_BYTES = 1_000_000;
const ACCEPTED = ["image/png", "image/jpeg"];

interface BlobRef {
  readonly cid: string;
  readonly mimeType: string;
  readonly size: number;
}

/** The blob a record names in a slot; null when it names none that is well-formed. */
export function blobRefOf(value: unknown): BlobRef | null {
  if (typeof value !== "object" || value === null) return null;
  const { $type, ref, mimeType, size } = value as Record<string, unknown>;
  const cid = typeof ref === "object" && ref !== null ? (ref as Record<string, unknown>)["$link"] : undefined;
  if ($type !== "blob" || typeof cid !== "string" || !isCid(cid)) return null;
  return typeof mimeType === "string" && Number.isSafeInteger(size)
    ? { cid, mimeType, size: size as number }
    : null;
}

/** Why the record is no profile, null when it is one. */
export function profileProblem(record: Readonly<Record<string, unknown>>): string | null {
  if (record["$type"] !== undefined && record["$type"] !== PROFILE) {
    return `Invalid $type: expected ${PROFILE}, got ${JSON.stringify(record["$type"])}`;
  }
  const say = (problem: string) => `Invalid ${PROFILE} record: ${problem}`;
  for (const slot of ["avatar", "banner"] as const) {
    if (record[slot] === undefined) continue;
    const blob = blobRefOf(record[slot]);
    if (blob === null) return say(`Expected blob value type at $.record.${slot}`);
    if (!ACCEPTED.includes(blob.mimeType)) {
      return say(
        `Expected "${ACCEPTED.join('" or "')}" (got "${blob.mimeType}") at $.record.${slot}.mimeType`,
      );
    }
    if (blob.size > MAX_PICTURE_BYTES) {
      return say(`blob too big (maximum ${MAX_PICTURE_BYTES}, got ${blob.size}) at $.record.${slot}`);
    }
  }
  for (const [key, bytes] of [
    ["displayName", 640],
    ["description", 2_560],
  ] as const) {
    const text = record[key];
    if (text === undefined) continue;
    if (typeof text !== "string") return say(`Expected string value type at $.record.${key}`);
    if (Buffer.byteLength(text) > bytes) return say(`string too big (maximum ${bytes}) at $.record.${key}`);
  }
  return null;
}
