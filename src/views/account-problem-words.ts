/** The problem codes of accounts: passwords, addresses, passkeys, codes, handles. */
export const ACCOUNT_PROBLEM_WORDS = {
  address_taken: {
    meaning: "Another account has proved this address.",
    next: "Sign in to that account, or ask for another address. Nothing was changed.",
  },
  address_unchanged: { meaning: "It is the address of the account already.", next: "Name another one." },
  codes_off: {
    meaning: "Codes from an app are not on for this account.",
    next: "Set an app up first.",
  },
  codes_on: {
    meaning: "Codes from an app are on for this account.",
    next: "Switch them off before another app is set up.",
  },
  handle_reserved: {
    meaning: "The name is reserved, or looks like one that is.",
    next: "Choose another one.",
  },
  handle_taken: {
    meaning: "Somebody has this name, or one that looks like it.",
    next: "Choose another one.",
  },
  last_way_in: {
    meaning: "Nothing else opens this account.",
    next: "Add a password, an account to sign in with, or a passkey; then remove this one.",
  },
  link_not_valid: {
    meaning: "The link from the mail was used, is too old, or was replaced by a newer one.",
    next: "Ask for a new mail.",
  },
  no_enrolment: {
    meaning: "No app is being set up, or its set-up was begun more than 30 minutes ago.",
    next: "Begin the set-up again.",
  },
  other_account: {
    meaning: "The link belongs to another account than the one signed in.",
    next: "Sign in to that account and open the link again; it stays good.",
  },
  passkey_not_accepted: {
    meaning: "The passkey did not answer our question for this browser, is not known, or opens nothing.",
    next: "Ask for new options and try again, or sign in another way.",
  },
  passkey_not_made: {
    meaning: "The new passkey did not answer our question, came too late, or did not check its owner.",
    next: "Ask for new options and try again.",
  },
  passkey_taken: { meaning: "The passkey belongs to an account already.", next: "Make a new one." },
  password_needed: {
    meaning: "The address is being confirmed in another browser than it was registered in.",
    next: "Choose a new password with it.",
  },
  password_not_accepted: {
    meaning: "The password breaks a rule the detail names, or is one that attackers try first.",
    next: "Choose another one.",
  },
  second_factor_required: {
    meaning: "Administrators show two factors, and this session knows of one.",
    next: "Add a passkey or codes under Ways to sign in, then sign in again with it.",
  },
  too_many_passkeys: {
    meaning: "The account has as many passkeys as one may have.",
    next: "Remove one that is no longer used.",
  },
  wrong_code: {
    meaning: "The code is not right, or was used already.",
    next: "Send the one the app shows now, or an unused recovery code.",
  },
  wrong_credentials: {
    meaning: "Address and password do not belong together, or the address is not confirmed.",
    next: "Check both, and look for our mail.",
  },
  wrong_password: {
    meaning: "It is not the password of the signed-in account.",
    next: "Check it and try again.",
  },
} as const;
