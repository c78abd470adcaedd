interface DemoFault {
  readonly platform: string;
  readonly match: string;
  readonly kind: string;
  readonly times: number;
  readonly retry_after?: number;
  readonly delay_ms?: number;
}

/** One throttled call, one answer lost after its effect, one token that ended: each on another platform. */
const FAULTS: readonly DemoFault[] = [
  {
    platform: "mastodon",
    match: "PATCH /api/v1/accounts/update_credentials",
    kind: "429",
    times: 1,
    retry_after: 2,
  },
  { platform: "x", match: "POST /1.1/account/update_profile_image.json", kind: "lost_answer", times: 1 },
  { platform: "bluesky", match: "POST /xrpc/com.atproto.repo.uploadBlob", kind: "expired", times: 1 },
];

/** Injects them and says so in one line. */
export async function injectFaults(simOrigin: string): Promise<string> {
  for (const fault of FAULTS) await injectFault(simOrigin, fault);
  return "faults injected: 429 on Mastodon, lost answer on X, expired token on Bluesky";
}

/**
 * Makes sure that there is something to interrupt: the next `writes` to X are answered three seconds late. X is written
 * one slot after the other, so when the second has arrived the first is accepted and not yet looked at.
 */
export function slowDownX(simOrigin: string, writes: number): Promise<void> {
  const match = "POST /1.1/account/update_profile_";
  return injectFault(simOrigin, { platform: "x", match, kind: "slow", times: writes, delay_ms: 3_000 });
}

/** One fault by the simulators' control API. */
export async function injectFault(simOrigin: string, fault: DemoFault): Promise<void> {
  const answer = await fetch(`${simOrigin}/_sim/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!answer.ok) throw new Error(`The fault was refused: ${await answer.text()}`);
}
