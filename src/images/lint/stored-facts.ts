import { factsSchema, type PictureFacts } from "./facts.ts";

/** The JSON that is kept with an image: facts, and the version of the crop they were measured of. */
export function storeFacts(facts: PictureFacts, cropVersion: number): string {
  return JSON.stringify({ ...facts, cropVersion });
}

/** The facts of this version of the crop. Null: there are none, or they are of another crop or an older measure. */
export function readFacts(stored: string | null, cropVersion: number): PictureFacts | null {
  if (stored === null) return null;
  const value = JSON.parse(stored) as { readonly cropVersion?: unknown };
  if (value.cropVersion !== cropVersion) return null;
  return factsSchema.safeParse(value).data ?? null;
}

/** With what was measured of some files anew in the place of what was known of them. */
export function updateFacts(stored: string | null, anew: PictureFacts, cropVersion: number): string {
  const before = readFacts(stored, cropVersion);
  if (before === null) return storeFacts(anew, cropVersion);
  const fresh = new Map(anew.places.map((place) => [place.platform, place]));
  const kept = before.places.map((place) => fresh.get(place.platform) ?? place);
  const known = new Set(kept.map(({ platform }) => platform));
  const added = anew.places.filter(({ platform }) => !known.has(platform));
  return storeFacts({ ...before, places: [...kept, ...added] }, cropVersion);
}
