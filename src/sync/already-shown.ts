import type { SlotObservation } from "../platforms/platform.ts";
import type { Confirmed } from "./engine-ports.ts";

/**
 * True when the slot shows exactly this file: by exact id, or by an identity under which this very file was proved
 * before. That a picture looks alike is no reason: a retouched one must be written.
 */
export function alreadyShown(
  shown: Pick<SlotObservation, "identity" | "identityMayStay">,
  file: { readonly sha256: string; readonly exactId: string | null },
  confirmed: Confirmed | null,
): boolean {
  if (file.exactId !== null) return shown.identity === file.exactId;
  const names = shown.identityMayStay !== true && confirmed?.identity === shown.identity;
  return names && confirmed?.sha256 === file.sha256;
}
