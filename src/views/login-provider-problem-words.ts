/** Problem codes of signing in through a provider, for `problem-words.ts`. */
export const LOGIN_PROVIDER_PROBLEM_WORDS = {
  login_flow_unknown: {
    meaning:
      "The sign-in at the provider was ended twice, too late, or in another browser than it was begun in.",
    next: "Start again from the sign-in page.",
  },
  other_browser: {
    meaning: "The link belongs to a sign-in that was begun in another browser.",
    next: "Open it there; it is still good.",
  },
  proof_not_possible: {
    meaning: "This way of signing in cannot show again who it is.",
    next: "Use the password or a passkey.",
  },
  provider_off: {
    meaning: "We hold no credentials for this login provider here.",
    next: "Choose another way to sign in; the operator has to set this one up.",
  },
} as const;
