import type { AppContext } from "../../context.ts";
import { listOverrides } from "../../db/saved-looks.ts";
import { NotFoundError } from "../../errors.ts";
import { readHeader } from "../../images/read-header.ts";

/** Types a browser may show; anything else is only handed out as a file. */
const SHOWN: readonly string[] = ["jpeg", "png", "webp", "gif"];

export interface KeptBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly disposition: string;
}

/** A picture a restore point keeps, as it was, for its owner. The type is what the bytes say. Throws 404. */
export async function readKeptPicture(
  app: AppContext,
  userId: string,
  lookId: string,
  keptId: string,
): Promise<KeptBytes> {
  const rows = await listOverrides(app.db, userId, [lookId]);
  const key = rows.find((row) => row.id === keptId)?.r2Key ?? null;
  const stored = key === null ? null : await app.pictures.get(key);
  if (stored === null) throw new NotFoundError("picture");
  const header = readHeader(stored.bytes);
  const type = header.ok ? header.type : "bin";
  const isShown = SHOWN.includes(type);
  return {
    bytes: stored.bytes,
    contentType: isShown ? `image/${type}` : "application/octet-stream",
    disposition: `${isShown ? "inline" : "attachment"}; filename="kept.${type}"`,
  };
}
