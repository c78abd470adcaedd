import type { Evidence, SlotObservation } from "./platform.ts";

/** Evidence where a platform gives no exact id of what was sent: a new identity says "look", never "this is it". */
export function confirmByIdentity(
  _exactId: string | null,
  before: SlotObservation,
  now: SlotObservation,
): Evidence {
  return now.identity === before.identity ? "identity-same" : "identity-changed";
}
