import type { AppContext } from "../../context.ts";
import { AppError, type FieldError } from "../../errors.ts";
import { descriptors } from "../../platforms/registry.ts";
import { type PlanDifference, planDifferences } from "../../sync/plan-hash.ts";
import type { ChosenTarget } from "./choose-targets.ts";
import { makePlan } from "./make-plan.ts";

/** Throws 409 `plan_changed` unless the plan that was approved still is what would happen. Writes nothing. */
export async function requireSamePlan(
  app: AppContext,
  userId: string,
  approved: string,
  targets: readonly ChosenTarget[],
): Promise<void> {
  const planned = await makePlan(app, userId, targets);
  const differences = await planDifferences(
    approved,
    planned.map(({ item }) => item),
  );
  if (differences === null) return;
  const errors = differences.map(toError);
  const said = errors.length === 0 ? "Something is not as it was." : errors.map((e) => e.detail).join(" ");
  throw new AppError(409, "plan_changed", `${said} Nothing was sent. Check again before you approve.`, {
    errors,
  });
}

function toError(difference: PlanDifference): FieldError {
  return { pointer: "/plan_hash", code: `${difference.what}_changed`, detail: wordsFor(difference) };
}

function wordsFor(difference: PlanDifference): string {
  if (difference.what === "gone")
    return "An account or picture that was to be written is no longer part of it.";
  const { platform, slot, seen } = difference.item;
  const { name } = descriptors[platform];
  const picture = slot === "avatar" ? "picture" : "banner";
  switch (difference.what) {
    case "added":
      return `Your ${picture} on ${name} would be written too.`;
    case "picture":
      return `Another ${picture} would go to ${name}.`;
    case "cut":
      return `The ${picture} for ${name} was cut or rendered anew.`;
    case "shown":
      return seen.state === "read"
        ? `${name} shows another ${picture} than when you looked.`
        : `What ${name} shows as your ${picture} could not be read this time.`;
    case "terms":
      return `What would happen to the ${picture} on ${name} is no longer the same.`;
  }
}
