import type { AppContext } from "../../context.ts";
import { ConflictError } from "../../errors.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import type { ChosenTarget } from "./choose-targets.ts";

/**
 * Throws 409 `approval_needed` when a platform would tell the person's followers about a new picture: such a run starts
 * only from a plan that says so.
 */
export function requireApproval(app: Pick<AppContext, "adapters">, targets: readonly ChosenTarget[]): void {
  const loud = targets.flatMap(({ connection, slot }) => {
    const descriptor = app.adapters[connection.platformId as PlatformId]?.descriptor;
    return descriptor?.slots[slot].announces === true ? [descriptor.name] : [];
  });
  const [first] = loud;
  if (first === undefined) return;
  throw new ConflictError(
    "approval_needed",
    `${first} tells your followers about a new picture. Check what would happen, then approve it. Nothing was sent.`,
  );
}
