/** Plain words for what a run would do, said before it does it. */
import type { PlannedTargetResource, PlanResource } from "../services/syncs/plan-resource.ts";
import type { IconName } from "./components/icon.tsx";
import { explainReason, pictureWord, type Tone } from "./words.ts";

interface ChangeWords {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

export const CHANGE_WORDS: Readonly<Record<PlannedTargetResource["change"], ChangeWords>> = {
  put: { word: "Will change", icon: "up", tone: "busy" },
  unchanged: { word: "Already there", icon: "same", tone: "good" },
  unknown: { word: "Not readable now", icon: "look", tone: "attention" },
  preparing: { word: "Preparing", icon: "crop", tone: "busy" },
  impossible: { word: "Not possible", icon: "cross", tone: "bad" },
};

/** What would happen in one slot, in a sentence or two. */
export function explainPlanned(target: PlannedTargetResource, platform: string): string {
  const picture = pictureWord(target.slot);
  switch (target.change) {
    case "put":
      return target.now.is_default === true
        ? `${platform} shows no ${picture} of yours yet. This one would be the first.`
        : `This ${picture} would take the place of the one ${platform} shows now, which we keep for you.`;
    case "unchanged":
      return `${platform} shows exactly this ${picture}. Nothing would be sent.`;
    case "unknown":
      return `${explainReason(target.now.reason ?? "internal", platform, target.slot)} We would look again before anything is sent.`;
    case "preparing":
      return `We’re cutting the ${picture} for ${platform}. Check again in a moment.`;
    case "impossible":
      return explainReason(target.proposed.reason ?? "internal", platform, target.slot);
  }
}

/** What is worth knowing before approving: small files, lost transparency, followers who are told. */
export function warningsOf(target: PlannedTargetResource, platform: string): string[] {
  const picture = pictureWord(target.slot);
  return [
    ...(target.side_effects.announces ? [`${platform} tells your followers about a new ${picture}.`] : []),
    ...target.warnings.map((warning) =>
      warning === "upscaled"
        ? `The cut is smaller than ${platform}’s size, so the ${picture} will look soft.`
        : `${platform} takes no see-through pictures: those parts are filled with your colour.`,
    ),
  ];
}

/** "400 × 400 pixels, JPEG, 38 KB". Null until it is rendered. */
export function fileWords({ proposed: { file } }: PlannedTargetResource): string | null {
  if (file === null) return null;
  const size = file.bytes < 1_000 ? `${file.bytes} bytes` : `${Math.round(file.bytes / 1_000)} KB`;
  const format = file.format === "webp" ? "WebP" : file.format.toUpperCase();
  return `${file.width} × ${file.height} pixels, ${format}, ${size}`;
}

/** Why an account is left out. */
export function explainLeftOut({ reason, slot }: PlanResource["left_out"][number], platform: string): string {
  const picture = pictureWord(slot);
  switch (reason) {
    case "paused":
      return "It is paused.";
    case "slot_off":
      return `It is set not to take your ${picture}.`;
    case "setup_unfinished":
      return "Connecting it was not finished.";
    case "by_hand":
      return `${platform} lets nobody but you change the ${picture}.`;
    case "not_offered":
      return `${platform} takes no ${picture} from us at present.`;
  }
}

/** What approving comes to, as the heading of the plan. */
export function planHeadline(targets: readonly PlannedTargetResource[]): string {
  const count = (change: PlannedTargetResource["change"]) =>
    targets.filter((target) => target.change === change).length;
  const [put, same, unread] = [count("put"), count("unchanged"), count("unknown")];
  if (put === 0 && same === targets.length) return "Nothing would change";
  const changes = put === 1 ? "1 picture would change" : `${put} pictures would change`;
  return unread === 0 ? changes : `${changes}, ${unread} could not be looked at`;
}
