import type { Slot, SlotObservation } from "../platforms/platform.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { ShownInSlot } from "./operation.ts";

/** What a slot shows, with the fingerprint of its picture. An unreadable picture is kept as such, not as an error. */
export async function readBack(
  slot: Slot,
  shown: SlotObservation,
  ports: Pick<EnginePorts, "look">,
): Promise<ShownInSlot> {
  const fingerprint = shown.url === null ? null : await ports.look(shown.url, slot);
  return { identity: shown.identity, url: shown.url, isDefault: shown.isDefault, fingerprint };
}
