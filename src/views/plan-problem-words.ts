import type { ProblemWords } from "./problem-words.ts";

/** Problem codes of planning a run and choosing its targets. */
export const PLAN_PROBLEM_WORDS: Readonly<Record<string, ProblemWords>> = {
  approval_needed: {
    meaning: "A platform would tell the person's followers about a new picture.",
    next: "Ask for a plan with dry_run, read it, and send its plan_hash.",
  },
  connection_gone: {
    meaning: "The account this picture was for is no longer connected.",
    next: "Connect it on the connections page, then start a new run.",
  },
  connection_paused: {
    meaning: "The account this picture is for is paused.",
    next: "Go on with it on the connections page, then try again.",
  },
  connections_paused: {
    meaning: "Every chosen account that could take these pictures is paused.",
    next: "Go on with one of them on the connections page, then start again.",
  },
  not_retryable: {
    meaning: "The target has not ended, is already there, or a newer run took over.",
    next: "Look at the run again, or start a new one.",
  },
  overwrite_needed: {
    meaning:
      "Somebody changed the picture on the platform, and only you can say that yours may take its place.",
    next: "Send overwrite: true to put yours there, or leave theirs.",
  },
  picture_gone: {
    meaning: "The picture of this run was deleted.",
    next: "Start a new run with another picture.",
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
