import type { ProblemWords } from "./problem-words.ts";

/** Problem codes of planning a run and choosing its targets. */
export const PLAN_PROBLEM_WORDS: Readonly<Record<string, ProblemWords>> = {
  connections_paused: {
    meaning: "Every chosen account that could take these pictures is paused.",
    next: "Go on with one of them on the connections page, then start again.",
  },
  plan_changed: {
    meaning:
      "What would happen is no longer what was approved; errors names each difference. Nothing was sent.",
    next: "Ask for a new plan with dry_run and approve that one.",
  },
  setup_unfinished: {
    meaning: "Connecting this account was never finished, so there is nothing to pause.",
    next: "Connect it again on the connections page.",
  },
  slots_off: {
    meaning: "The chosen accounts are set not to take these pictures.",
    next: "Name the slots in the request, or switch them on for the account.",
  },
};
