import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { PLATFORM_IDS, type SlotDescriptor } from "../../platforms/platform.ts";
import { type CapabilityState, capabilityState, readCapabilityStates } from "./capability-states.ts";
import { descriptors } from "../../platforms/registry.ts";

const slotResource = z
  .object({
    write: z.enum(["api", "handoff", "none"]),
    read: z.enum(["own_token", "public", "none"]),
    verify: z.enum(["exact_id", "fingerprint", "self_report"]),
    width: z.int(),
    height: z.int(),
    formats: z.array(z.enum(["jpeg", "png", "webp"])),
    max_bytes: z.int(),
    mask: z.enum(["circle", "rounded", "none"]),
    announces: z.boolean(),
    /** What it lets us do at present, where `write` is `api`. */
    now: capabilityState,
  })
  .meta({ id: "PlatformSlot" });

export const platformResource = z
  .object({
    id: z.enum(PLATFORM_IDS),
    name: z.string(),
    /** False when this deployment holds no credentials for it. */
    enabled: z.boolean(),
    asks: z.enum(["none", "host", "handle"]),
    scopes: z.array(z.object({ scope: z.string(), why: z.string() })),
    avatar: slotResource,
    banner: slotResource,
    checked_on: z.string(),
    sources: z.array(z.string()),
  })
  .meta({ id: "Platform" });
type PlatformResource = z.infer<typeof platformResource>;

/** The registry as data, with what is switched on here and what works at present. */
export async function listPlatforms(app: AppContext): Promise<PlatformResource[]> {
  const stateOf = await readCapabilityStates(app);
  return PLATFORM_IDS.map((id) => {
    const { name, asks, scopes, slots, checkedOn, sources } = descriptors[id];
    return {
      id,
      name,
      enabled: app.adapters[id] !== undefined,
      asks,
      scopes: [...scopes],
      avatar: toSlot(slots.avatar, stateOf(id, "avatar")),
      banner: toSlot(slots.banner, stateOf(id, "banner")),
      checked_on: checkedOn,
      sources: [...sources],
    };
  });
}

function toSlot(slot: SlotDescriptor, now: CapabilityState): z.infer<typeof slotResource> {
  const { write, read, verify, width, height, formats, maxBytes, mask, announces } = slot;
  return {
    write,
    read,
    verify,
    width,
    height,
    formats: [...formats],
    max_bytes: maxBytes,
    mask,
    announces,
    now,
  };
}
