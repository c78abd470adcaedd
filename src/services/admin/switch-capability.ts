import type { AppContext } from "../../context.ts";
import { findCapabilities, switchOffStatement, switchOnStatement } from "../../db/capabilities.ts";
import { type FieldError, InvalidInputError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { PLATFORM_IDS, SLOTS } from "../../platforms/platform.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import type { SessionUser } from "../sessions/read-session.ts";

/** Code points of what an operator writes down; it is kept in the history too. */
export const MAX_SWITCH_REASON_CHARS = 100;

/**
 * Switches what a platform lets us do off, or on again whatever stopped it. `capability` is `x:avatar`, or
 * `mastodon:host:avatar` where a server alone is stopped. Holds for every write within a minute; recorded with its reason.
 * Throws 422 for a capability there is not, or without a reason.
 */
export async function switchCapability(
  app: AppContext,
  admin: SessionUser,
  wanted: { readonly capability: string; readonly to: string; readonly reason: string },
  client: ClientInfo,
): Promise<"off" | "on"> {
  const { userId: actorId, sessionId } = admin;
  const { capability, to, reason } = await checked(app, wanted);
  const { platformId, slot } = capability;
  const now = app.now();
  const change =
    to === "on"
      ? switchOnStatement(app.db, capability)
      : switchOffStatement(app.db, {
          id: newId("cap"),
          platformId,
          slot,
          state: "off",
          reason,
          since: now,
          until: null,
          changedBy: actorId,
          updatedAt: now,
        });
  const target = `switch_${to}:${platformId}:${slot}: ${reason}`;
  await app.db.batch([
    change,
    auditOf(app, { userId: actorId, actorId, sessionId, action: "admin_acted", target, client }),
  ]);
  app.log.warn("capability_switched", { platform: platformId, slot, to, by: actorId });
  return to;
}

async function checked(app: AppContext, wanted: { capability: string; to: string; reason: string }) {
  const errors: FieldError[] = [];
  const at = wanted.capability.lastIndexOf(":");
  const platformId = wanted.capability.slice(0, at);
  const slot = SLOTS.find((each) => each === wanted.capability.slice(at + 1));
  const isPlatform = PLATFORM_IDS.some((id) => id === platformId);
  // A server is only ever stopped by what was found there, so only what is stopped can be named.
  const known = isPlatform || (await findCapabilities(app.db, [platformId])).length > 0;
  if (slot === undefined || !known)
    errors.push({ pointer: "/capability", code: "unknown", detail: "Choose one of the list." });
  const to = (["off", "on"] as const).find((each) => each === wanted.to);
  if (to === undefined) errors.push({ pointer: "/to", code: "unknown", detail: "Choose off or on." });
  const reason = wanted.reason.trim();
  const length = Array.from(reason).length;
  if (length === 0 || length > MAX_SWITCH_REASON_CHARS) {
    const detail = `Write 1 to ${MAX_SWITCH_REASON_CHARS} characters; there are ${length}.`;
    errors.push({ pointer: "/reason", code: "length", detail });
  }
  if (slot === undefined || to === undefined || errors.length > 0)
    throw new InvalidInputError("bad_switch", "Nothing was switched. See below.", errors);
  return { capability: { platformId, slot }, to, reason };
}
