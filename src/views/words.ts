/**
 * Plain words for every state and reason, in one place. Shared by the pages and the islands, so it imports no
 * server code: a test holds it against the real list of states.
 */
import { REASON_WORDS } from "./reason-words.ts";

export type StateName =
  | "waiting"
  | "preparing"
  | "uploading"
  | "checking"
  | "shown"
  | "unchanged"
  | "retrying"
  | "needs_you"
  | "conflict"
  | "failed"
  | "cancelled";

export type Tone = "busy" | "good" | "attention" | "bad" | "quiet";

interface StateWords {
  readonly word: string;
  /** Name of a symbol in `components/icon.tsx`. */
  readonly icon:
    | "clock"
    | "crop"
    | "up"
    | "look"
    | "tick"
    | "same"
    | "again"
    | "hand"
    | "fork"
    | "cross"
    | "stop";
  readonly tone: Tone;
  /** Said when there is no reason to give. `{platform}` and `{picture}` are filled in. */
  readonly sentence: string;
}

export const STATE_WORDS: Readonly<Record<StateName, StateWords>> = {
  waiting: { word: "Waiting", icon: "clock", tone: "busy", sentence: "Next in line." },
  preparing: {
    word: "Preparing",
    icon: "crop",
    tone: "busy",
    sentence: "We’re cutting the {picture} for {platform}.",
  },
  uploading: {
    word: "Uploading",
    icon: "up",
    tone: "busy",
    sentence: "The {picture} is on its way to {platform}.",
  },
  checking: {
    word: "Checking",
    icon: "look",
    tone: "busy",
    sentence: "{platform} accepted the {picture}. We’re looking whether it really shows.",
  },
  shown: { word: "Shown", icon: "tick", tone: "good", sentence: "{platform} shows your {picture}." },
  unchanged: {
    word: "Already there",
    icon: "same",
    tone: "good",
    sentence: "{platform} already showed this {picture}, so we sent nothing.",
  },
  retrying: {
    word: "Trying again",
    icon: "again",
    tone: "attention",
    sentence: "That attempt didn’t get through.",
  },
  needs_you: {
    word: "Needs you",
    icon: "hand",
    tone: "attention",
    sentence: "One step on {platform} is yours.",
  },
  conflict: {
    word: "Changed there",
    icon: "fork",
    tone: "attention",
    sentence: "Another {picture} appeared on {platform}. We left it alone.",
  },
  failed: { word: "Failed", icon: "cross", tone: "bad", sentence: "{platform} doesn’t show the {picture}." },
  cancelled: {
    word: "Stopped",
    icon: "stop",
    tone: "quiet",
    sentence: "Stopped. {platform} may show the {picture} if it was on its way already.",
  },
};

const UNKNOWN_REASON = "{platform} gave a reason we have no words for: {code}.";

type PictureWord = "picture" | "banner";

/** `avatar` is "picture" to people; `banner` is "banner". */
export function pictureWord(slot: "avatar" | "banner"): PictureWord {
  return slot === "avatar" ? "picture" : "banner";
}

function fill(text: string, platform: string, picture: string, code = ""): string {
  const filled = text
    .replaceAll("{platform}", platform)
    .replaceAll("{picture}", picture)
    .replaceAll("{code}", code);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

/** True when there are words for a reason code. */
export function hasWords(reason: string): boolean {
  return REASON_WORDS.has(reason);
}

/** A sentence for a reason code, also for one nobody foresaw. */
export function explainReason(
  reason: string,
  platform: string,
  slot: "avatar" | "banner" = "avatar",
): string {
  return fill(REASON_WORDS.get(reason) ?? UNKNOWN_REASON, platform, pictureWord(slot), reason);
}

/** What happened to one target, in one or two sentences. */
export function explainTarget(
  target: { readonly state: StateName; readonly reason: string | null; readonly slot: "avatar" | "banner" },
  platform: string,
): string {
  const { state, reason, slot } = target;
  if (reason !== null)
    return explainReason(hasWords(`${state}:${reason}`) ? `${state}:${reason}` : reason, platform, slot);
  return fill(STATE_WORDS[state].sentence, platform, pictureWord(slot));
}

/** Whose turn it is, as a short label. */
export function turnWords(waitingOn: "linkarooie" | "platform" | "you" | "nobody", platform: string): string {
  switch (waitingOn) {
    case "linkarooie":
      return "Our turn";
    case "platform":
      return `${platform}’s turn`;
    case "you":
      return "Your turn";
    case "nobody":
      return "Nothing left to do";
  }
}

/** How far a run is, from the states of its targets. */
export function countTargets(states: readonly StateName[]): {
  total: number;
  proved: number;
  open: number;
  yours: number;
} {
  const count = (...wanted: StateName[]) => states.filter((state) => wanted.includes(state)).length;
  return {
    total: states.length,
    proved: count("shown", "unchanged"),
    open: count("waiting", "preparing", "uploading", "checking", "retrying"),
    yours: count("needs_you", "conflict", "failed"),
  };
}

/** The headline of a run: what is proved, and what is left. */
export function runHeadline(
  state: "running" | "finished" | "cancelled",
  states: readonly StateName[],
): string {
  const { total, proved, yours } = countTargets(states);
  if (state === "running") return `${proved} of ${total} shown so far`;
  if (state === "cancelled") return `Stopped, with ${proved} of ${total} shown`;
  if (proved === total) return total === 1 ? "Shown, and checked" : `All ${total} shown, and checked`;
  const rest = yours === 0 ? "" : yours === 1 ? ", 1 needs you" : `, ${yours} need you`;
  return `${proved} of ${total} shown${rest}`;
}

/** Why connecting did not begin, with what the person typed: a slip in it is the likeliest cause of silence. */
export function explainConnect(reason: string, platform: string, typed: string): string {
  if (reason === "network" && typed !== "")
    return `Nothing answers at ${typed}. Check the spelling, or try again later.`;
  return explainReason(reason, platform);
}
