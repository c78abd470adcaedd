import { compareFingerprints } from "../images/compare-fingerprints.ts";
import type { Fingerprint } from "../images/fingerprint-type.ts";
import { distinguishable, verdict } from "../images/verdict.ts";
import type { Evidence } from "../platforms/platform.ts";

/** What one look at the platform says about one write. */
export type Judgement =
  | { readonly kind: "shown"; readonly by: "exact_id" | "fingerprint"; readonly distance: number | null }
  | { readonly kind: "still_old" } // what was there before is there still
  | { readonly kind: "different" } // neither the old nor the new picture
  | { readonly kind: "cannot_tell" };

/** What the judge looks at. A fingerprint is null where there was no picture, or it could not be read. */
export interface JudgeInput {
  readonly evidence: Evidence;
  readonly sent: Fingerprint;
  readonly before: Fingerprint | null;
  readonly shown: Fingerprint | null;
  /** True when the slot shows the platform's own default picture, or none. */
  readonly isDefault: boolean;
  /** True where a new picture may come under the old identity. */
  readonly identityMayStay: boolean;
}

/**
 * Decides whether the platform shows what we sent. Proof takes evidence of change, never likeness alone: the exact id;
 * else a new identity and a picture that matches; else, where addresses are stable, a picture that is measurably the
 * new one and measurably not the old. A picture that only resembles ours is not proof, and an old one never is.
 */
export function judge(input: JudgeInput): Judgement {
  switch (input.evidence) {
    case "exact-match":
      return { kind: "shown", by: "exact_id", distance: null };
    case "exact-mismatch":
      return { kind: "different" };
    case "identity-changed":
      return judgeChanged(input);
    case "identity-same":
      return input.identityMayStay ? judgeSame(input) : { kind: "still_old" };
  }
}

function judgeChanged({ sent, shown, before, isDefault }: JudgeInput): Judgement {
  if (isDefault) return { kind: "different" };
  if (shown === null) return { kind: "cannot_tell" };
  const match = verdict(sent, shown, before);
  if (match === "same") return proof(sent, shown);
  return { kind: match === "different" ? "different" : "cannot_tell" };
}

/**
 * A server whose addresses never change says nothing by one that stayed: the picture decides. One that is recognised
 * neither as the new nor as the old is taken for neither.
 */
function judgeSame({ sent, shown, before, isDefault }: JudgeInput): Judgement {
  if (isDefault) return { kind: "still_old" };
  if (shown === null || before === null) return { kind: "cannot_tell" };
  if (!distinguishable(sent, before, shown)) {
    return { kind: verdict(before, shown, null) === "different" ? "different" : "cannot_tell" };
  }
  if (verdict(sent, shown, before) === "same") return proof(sent, shown);
  const old = verdict(before, shown, sent);
  return { kind: old === "same" ? "still_old" : old };
}

function proof(sent: Fingerprint, shown: Fingerprint): Judgement {
  return { kind: "shown", by: "fingerprint", distance: compareFingerprints(sent, shown).distance };
}
