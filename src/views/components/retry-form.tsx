import type { TargetResource } from "../../services/syncs/sync-resource.ts";
import { pictureWord } from "../words.ts";

interface RetryFormProps {
  readonly target: TargetResource;
  readonly runId: string;
  readonly platform: string;
}

/** The person's next step where there is one: another try, or theirs in the place of somebody else's. */
export function RetryForm({ target, runId, platform }: RetryFormProps) {
  const { state, slot } = target;
  const conflict = state === "conflict";
  if ((!conflict && state !== "failed" && state !== "needs_you") || target.connection_id === null)
    return null;
  return (
    <form method="post" action={`/syncs/${runId}/targets/${target.id}/retry`}>
      {conflict ? <input type="hidden" name="overwrite" value="true" /> : null}
      <button class="button" type="submit">
        {conflict ? "Put mine back" : "Try again"}
        <span class="visually-hidden">{`: ${pictureWord(slot)} on ${platform}`}</span>
      </button>
    </form>
  );
}
