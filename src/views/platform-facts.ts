import type { PlatformDescriptor } from "../platforms/platform.ts";

/** What pages need to know of a platform; taken from its descriptor. */
export type PlatformFacts = Pick<PlatformDescriptor, "id" | "name" | "asks" | "scopes" | "slots">;

/** The facts of one platform, which is there: connections and targets name platforms of the registry. */
export function platformOf(platforms: readonly PlatformFacts[], id: string): PlatformFacts {
  const found = platforms.find((platform) => platform.id === id);
  if (found === undefined) throw new Error(`no facts about platform ${id}`);
  return found;
}

/** What a platform is called; its id when the registry no longer knows it. */
export function platformName(platforms: readonly PlatformFacts[], id: string): string {
  return platforms.find((platform) => platform.id === id)?.name ?? id;
}
