/** One throttled call, one answer lost after its effect, one token that ended: each on another platform. */
const FAULTS = [
  {
    platform: "mastodon",
    match: "PATCH /api/v1/accounts/update_credentials",
    kind: "429",
    times: 1,
    retry_after: 2,
  },
  { platform: "x", match: "POST /1.1/account/update_profile_image.json", kind: "lost_answer", times: 1 },
  { platform: "bluesky", match: "POST /xrpc/com.atproto.repo.uploadBlob", kind: "expired", times: 1 },
] as const;

/** Injects them and says so in one line. */
export async function injectFaults(simOrigin: string): Promise<string> {
  for (const fault of FAULTS) {
    const answer = await fetch(`${simOrigin}/_sim/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
    if (!answer.ok) throw new Error(`The fault was refused: ${await answer.text()}`);
  }
  return "faults injected: 429 on Mastodon, lost answer on X, expired token on Bluesky";
}
