import type { AppContext } from "../../context.ts";
import { readImageUsage } from "../../db/image-usage.ts";
import { ConflictError } from "../../errors.ts";
import { MAX_PICTURES, MAX_STORED_BYTES } from "../../limits.ts";

const MEGABYTE = 1024 * 1024;

/**
 * Refuses a picture beyond what one person may keep (OWASP ASVS 5.0, 5.2.4), before its bytes are stored. Throws 409
 * `quota_full` with limit and value. Uploads at the same moment may all pass here: the statement that inserts the row
 * counts again.
 */
export async function checkQuota(app: AppContext, userId: string, newBytes: number): Promise<void> {
  const { pictures, bytes } = await readImageUsage(app.db, userId);
  if (pictures >= MAX_PICTURES || bytes + newBytes > MAX_STORED_BYTES)
    throw refusal(pictures, bytes, newBytes);
}

/** The refusal of a picture that did not fit when its row was to be inserted. */
export async function quotaFull(app: AppContext, userId: string, newBytes: number): Promise<ConflictError> {
  const { pictures, bytes } = await readImageUsage(app.db, userId);
  return refusal(pictures, bytes, newBytes);
}

function refusal(pictures: number, bytes: number, newBytes: number): ConflictError {
  const next = "Delete some that you no longer need, then upload again.";
  if (pictures >= MAX_PICTURES) {
    return new ConflictError(
      "quota_full",
      `You keep ${count(pictures)} pictures; at most ${count(MAX_PICTURES)} fit. ${next}`,
    );
  }
  return new ConflictError(
    "quota_full",
    `Your pictures take ${megabytes(bytes)} MB and this one ${megabytes(newBytes)} MB; at most ${megabytes(MAX_STORED_BYTES)} MB fit together. ${next}`,
  );
}

function count(value: number): string {
  return value.toLocaleString("en");
}

/** Rounded up, with a tenth: "0 MB" would help nobody. */
function megabytes(bytes: number): string {
  return (Math.ceil((bytes / MEGABYTE) * 10) / 10).toLocaleString("en");
}
