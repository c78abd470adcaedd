/** What happened, and what comes next where the reason decides it: a sentence and the reason codes it stands for. */
const REASONS: readonly (readonly [sentence: string, codes: string])[] = [
  // passing trouble: we go on by ourselves
  ["{platform} takes no more changes for now. We wait as long as it asks.", "rate_limited"],
  [
    "Many people are changing pictures on {platform} just now, and it takes only so many at a time. Yours is in line.",
    "platform_busy",
  ],
  [
    "{platform} fails for everybody at the moment, so we let it rest and try again. You need do nothing.",
    "platform_resting",
  ],
  [
    "Changing pictures on {platform} is switched off by us for now. Yours goes on by itself once it is on again.",
    "switched_off",
  ],
  ["{platform} limits how often a {picture} may change. We wait as long as it asks.", "cooldown"],
  ["{platform} has trouble of its own.", "server_error unavailable directory_error handle_lookup_failed"],
  ["{platform} could not be reached.", "network picture_unreachable"],
  ["{platform} took too long to answer.", "timeout"],
  [
    "{platform} answered something we don’t understand. We keep trying; you need do nothing.",
    "unreadable_reply unreadable_record unexpected_status reply_too_large redirected too_many_redirects other_host read_refused picture_too_large",
  ],
  ["A wall in front of {platform} turned us away.", "blocked"],
  ["Our access to {platform} had run out. We’re renewing it.", "token_refused nonce_refused proof_refused"],
  ["{platform} didn’t renew our access this time.", "refresh_refused revoke_refused registration_expired"],
  [
    "Your profile on {platform} changed in the same moment. We look again before writing.",
    "changed_meanwhile",
  ],
  ["The {picture} was damaged on the way to {platform}. We’ll send it again.", "upload_damaged blob_gone"],
  // asked for by the person
  ["You asked for another try.", "again"],
  ["You asked to put yours in the place of what {platform} shows.", "overwrite"],
  // outcomes
  [
    "The answer from {platform} got lost. We’re finding out whether the {picture} arrived before sending anything again.",
    "outcome_unknown",
  ],
  [
    "The answer from {platform} got lost, and we couldn’t find out whether the {picture} arrived. Have a look at your profile.",
    "failed:outcome_unknown",
  ],
  ["The last attempt did not reach {platform}.", "not_applied"],
  ["{platform} accepted the {picture} and still shows the old one.", "no_effect"],
  [
    "{platform} shows a {picture} we can’t tell apart from the old one. Have a look at your profile.",
    "cannot_tell",
  ],
  [
    "We tried again and again and stopped: {platform} never took the {picture}. Put it there again when you like.",
    "gave_up",
  ],
  [
    "Somebody put another {picture} on {platform}. We left it alone; put yours back when you like.",
    "changed_elsewhere",
  ],
  ["You stopped this. If the {picture} was on its way already, {platform} may show it.", "stopped"],
  ["A newer {picture} for the same place took over. {platform} may have shown this one first.", "superseded"],
  [
    "Something of ours broke on the way to {platform}.",
    "internal clock_skew no_exact_id images_away gate_away",
  ],
  // pictures
  ["{platform} didn’t accept the {picture}: the file is too large for it. Choose another one.", "too_large"],
  ["{platform} doesn’t take this kind of file. Choose another {picture}.", "wrong_type wrong_format"],
  ["{platform} didn’t accept the {picture}. Choose another one.", "unusable_picture picture_refused"],
  [
    "We could not read the {picture}. Upload another one.",
    "picture_rejected not_a_picture damaged original_missing",
  ],
  [
    "The {picture} can’t be made small enough for {platform}. Choose a calmer one.",
    "does_not_fit unsupported_coding",
  ],
  ["The {picture} was deleted before it was sent.", "picture_deleted picture_missing"],
  ["We couldn’t cut the {picture} in time. Upload it again.", "picture_not_ready"],
  // putting back
  [
    "{platform} showed no {picture} of yours before, and we can’t take one away there. Open your profile on {platform}, choose to edit it, and remove the {picture}.",
    "restore_default",
  ],
  [
    "We can’t change the {picture} on {platform} at present. Download the one that was there from its restore point and put it there yourself.",
    "restore_by_hand",
  ],
  [
    "The {picture} that was on {platform} is of a kind we can’t send. Download it from its restore point and put it there yourself.",
    "kept_unreadable",
  ],
  // connections
  ["{platform} no longer lets us in: our access was taken back. Connect it again.", "revoked no_user"],
  ["{platform} no longer accepts our access. Connect it again.", "rejected grant_unreadable key_lost"],
  ["Our access to {platform} has run out. Connect it again.", "expired"],
  [
    "{platform} is disconnected, so nothing more is sent there. A {picture} that was on its way already may show.",
    "disconnected",
  ],
  [
    "{platform} let us in without the right to change pictures. Connect it again and allow that.",
    "scope_missing write_accounts",
  ],
  ["This account has moved to another server. Connect it again.", "moved"],
  ["Connecting {platform} was not finished. Connect it again.", "setup_unfinished"],
  [
    "{platform} has suspended this account. Sort it out there, then put the {picture} there again.",
    "suspended",
  ],
  ["{platform} has locked this account. Unlock it there, then put the {picture} there again.", "locked"],
  [
    "This account is deactivated on {platform}. Switch it on there, then put the {picture} there again.",
    "deactivated",
  ],
  [
    "{platform} doesn’t let this account change anything yet. It may be disabled or waiting for approval; look there.",
    "account_restricted account_unavailable forbidden",
  ],
  ["{platform} only lets you take our access back yourself, in its settings.", "revoke_on_platform"],
  // what the platform offers
  [
    "Our plan at {platform} is used up for now. Put the {picture} there yourself, or try again later.",
    "usage_capped no_credits payment_needed",
  ],
  [
    "{platform} doesn’t let us change pictures at present. Change it there yourself.",
    "plan app_read_only app_suspended app_credentials callback_not_approved client_refused endpoint_gone",
  ],
  [
    "This server is too old or too different for us to sign in to. Change the picture there yourself.",
    "oauth_not_offered scopes_not_offered method_gone",
  ],
  ["{platform} is switched off here at present.", "platform_off"],
  ["This server is gone.", "server_gone"],
  // what was typed, and coming back from a platform
  ["You didn’t let us in at {platform}. Nothing was changed.", "declined"],
  [
    "You signed in with another account than the one that was asked for. Nothing was changed.",
    "other_account",
  ],
  ["That is not a server address we can use. Type one like mastodon.social.", "host_missing host_refused"],
  ["What answers at that address is no Mastodon server. Check the spelling.", "not_mastodon no_server"],
  ["That is not a handle. Type one like ada.bsky.social.", "bad_handle bad_did"],
  [
    "There is no account with that handle. Check the spelling.",
    "handle_not_found account_not_found handle_mismatch",
  ],
  [
    "{platform} refused to finish connecting. Start again.",
    "authorization_failed code_missing code_rejected issuer_mismatch login_refused",
  ],
  [
    "That sign-in was used already, took too long, or began in another browser. If the account is not listed here, start again.",
    "state_mismatch login_expired flow_unknown",
  ],
];

/** The sentence of each reason code, with `{platform}` and `{picture}` to be filled in. */
export const REASON_WORDS: ReadonlyMap<string, string> = new Map(
  REASONS.flatMap(([sentence, codes]) => codes.split(" ").map((code) => [code, sentence] as const)),
);
