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
