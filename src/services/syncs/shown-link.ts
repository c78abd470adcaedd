import type { AppContext } from "../../context.ts";
import { NotFoundError } from "../../errors.ts";
import { MINUTE_MS } from "../../limits.ts";

/** As long as a person may read a plan before its pictures have to be looked for anew. */
const VALID_MS = 15 * MINUTE_MS;

interface ShownLink {
  readonly url: string;
  readonly until: number;
}

function placeOf(user: string) {
  return { table: "plan", column: "shown_url", row: "", user, platform: "" };
}

/**
 * A name for what a platform showed when a plan was made. Sealed for this person: nobody can have us fetch an address
 * that no platform named.
 */
export function sealShownUrl(app: AppContext, userId: string, url: string): Promise<string> {
  const link: ShownLink = { url, until: app.now() + VALID_MS };
  return app.vault.seal(JSON.stringify(link), placeOf(userId));
}

/** The address again. Throws 404 for a name that was altered, is somebody else's, or is too old. */
export async function openShownUrl(app: AppContext, userId: string, name: string): Promise<string> {
  const plain = await app.vault.open(name, placeOf(userId)).catch(() => {
    throw new NotFoundError("picture");
  });
  const link = JSON.parse(plain) as ShownLink;
  if (link.until < app.now()) throw new NotFoundError("picture");
  return link.url;
}
