import type { Fingerprint } from "../images/fingerprint-type.ts";
import { compareFingerprints } from "../images/compare-fingerprints.ts";
import { distinguishable, verdict } from "../images/verdict.ts";
import type { Evidence } from "../platforms/platform.ts";

/** What one look at the platform says about one write. */
export type Judgement =
  | { readonly kind: "shown"; readonly by: "exact_id" | "fingerprint"; readonly distance: number | null }
  | { readonly kind: "still_old" } // what was there before is there still
  | { readonly kind: "different" } // neither the old nor the new picture
  | { readonly kind: "cannot_tell" };

/** What the judge looks at. Fingerprints are null where there was no picture, or it could not be read. */
export interface JudgeInput {
  readonly evidence: Evidence;
  readonly sent: Fingerprint;
  readonly before: Fingerprint | null;
  readonly shown: Fingerprint | null;
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
      return judgeSame(input);
  }
}

function judgeChanged({ sent, shown, before }: JudgeInput): Judgement {
  if (shown === null) return { kind: "cannot_tell" };
  const match = verdict(sent, shown, before);
  if (match === "same") return proof(sent, shown);
  return { kind: match === "different" ? "different" : "cannot_tell" };
}

/** A server whose addresses never change gives no identity to go by: only pictures that can be told apart are proof. */
function judgeSame({ sent, shown, before }: JudgeInput): Judgement {
  const tellable = shown !== null && before !== null && distinguishable(sent, before);
  if (tellable && verdict(sent, shown, before) === "same") return proof(sent, shown);
  return { kind: "still_old" };
}

function proof(sent: Fingerprint, shown: Fingerprint): Judgement {
  return { kind: "shown", by: "fingerprint", distance: compareFingerprints(sent, shown).distance };
}
