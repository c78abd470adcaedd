/** What looks and putting back may be refused for. */
export const LOOK_PROBLEM_WORDS = {
  connection_left: {
    meaning: "An account that the restore point was kept from is no longer connected.",
    next: "Name the connections that are still there in connections; the other pictures can be downloaded.",
  },
  look_changed: {
    meaning: "A picture or an account the look names went away while it was being saved.",
    next: "Nothing was changed. Read what there is now and choose anew.",
  },
  look_empty: {
    meaning: "The look has no picture: none was chosen, or those it had were deleted.",
    next: "Choose a picture or a banner first.",
  },
  look_is_current: {
    meaning: "The current look cannot be named, deleted or made current: it is what runs put everywhere.",
    next: "Save it as a look, or change its pictures.",
  },
  look_name: { meaning: "The name is empty or too long.", next: "Use 1 to 80 characters." },
  look_read_only: {
    meaning: "A restore point says what was shown at its time.",
    next: "Put it back with POST /api/v1/restore, or delete it.",
  },
  looks_full: { meaning: "As many looks are kept as fit.", next: "Delete one that is no longer needed." },
  override_twice: { meaning: "One place is named twice.", next: "Name each slot of each connection once." },
  picture_kind: {
    meaning: "A picture is meant for a banner's place, or a banner for a picture's.",
    next: "Choose one of the kind the place takes.",
  },
  picture_unknown: {
    meaning: "One of the named pictures is not yours or is gone.",
    next: "List the pictures and choose from those.",
  },
  restore_by_hand: {
    meaning:
      "The account showed no picture of yours before, and the platform lets nobody but you take one away.",
    next: "Remove the picture there, then disconnect without restore. The connection stays until then.",
  },
  run_running: { meaning: "The run is still at work.", next: "Wait until it has ended, or stop it." },
  not_a_restore_point: {
    meaning: "Only what was kept before a run can be put back.",
    next: "List the looks of kind restore_point and choose from those.",
  },
};
