import { ACCOUNT_PROBLEM_WORDS } from "./account-problem-words.ts";
import { LOGIN_PROVIDER_PROBLEM_WORDS } from "./login-provider-problem-words.ts";
import { LOOK_PROBLEM_WORDS } from "./look-problem-words.ts";
import { PLAN_PROBLEM_WORDS } from "./plan-problem-words.ts";

/** What each problem code of the API means and what helps, for the pages that `type` links to. */
export interface ProblemWords {
  readonly meaning: string;
  readonly next: string;
}

const RECONNECT = "Connect the account again on the connections page.";
const LATER = "Wait as long as Retry-After says, then send the same request again.";
const CHANGE_FILE = "Change the file as the detail says and upload it again. Nothing was stored.";

export const PROBLEM_WORDS: Readonly<Record<string, ProblemWords>> = {
  ...ACCOUNT_PROBLEM_WORDS,
  ...LOGIN_PROVIDER_PROBLEM_WORDS,
  ...LOOK_PROBLEM_WORDS,
  ...PLAN_PROBLEM_WORDS,
  alt_text_too_long: {
    meaning: "The description is longer than any platform takes.",
    next: "Shorten it to 1,500 characters.",
  },
  away: { meaning: "One of our stores did not answer.", next: LATER },
  bad_cursor: {
    meaning: "The cursor does not come from an earlier answer.",
    next: "Start again without a cursor.",
  },
  bad_switch: { meaning: "Nothing was switched.", next: "Choose one of the list and say why." },
  bad_form: { meaning: "The form could not be read.", next: "Send it again, complete." },
  bad_multipart: {
    meaning: "The form could not be read.",
    next: "Send it as multipart/form-data, complete.",
  },
  busy: { meaning: "The same thing is being changed by another request.", next: "Try again in a moment." },
  cmyk: { meaning: "The picture has print colours.", next: "Save it as JPEG in RGB and upload that." },
  code_needed: {
    meaning: "The account has codes switched on, and none came with the password.",
    next: "Send code with it: six digits from the app, or a recovery code.",
  },
  connection_unknown: {
    meaning: "One of the named connections is not yours or is gone.",
    next: "List the connections and choose from those.",
  },
  crop_platform_unknown: {
    meaning: "A crop is meant for a platform that does not exist here.",
    next: "Use the ids that GET /api/v1/platforms lists.",
  },
  crop_slot_missing: {
    meaning: "A crop is meant for a platform that takes no such picture.",
    next: "Leave it out: no file is made for that platform.",
  },
  crop_too_small: {
    meaning: "The crop has fewer pixels than anything worth showing.",
    next: "Choose a larger part of the picture.",
  },
  damaged: {
    meaning: "The file is cut off or damaged.",
    next: "Open it in a picture program and save it again as JPEG.",
  },
  empty_file: { meaning: "The file has no bytes.", next: "Choose a picture." },
  file_missing: { meaning: "The form has no file.", next: "Send the picture in the field file." },
  file_too_large: { meaning: "The file is larger than 16 MB.", next: CHANGE_FILE },
  flow_unknown: {
    meaning: "Connecting was ended twice, too late, or in another browser than it was begun in.",
    next: RECONNECT,
  },
  foreign_origin: {
    meaning: "The request came from another site.",
    next: "Send it from our pages, or with our own Origin.",
  },
  format_unsupported: {
    meaning: "The kind of file is not one we take.",
    next: "Save it as JPEG, PNG, WebP or GIF.",
  },
  handle_not_accepted: {
    meaning: "The name breaks a rule the detail names.",
    next: "Choose 3 to 30 of a to z, 0 to 9 and _, starting with a letter.",
  },
  internal_error: {
    meaning: "Something went wrong on our side; we have made a note of it.",
    next: "Try again; if it stays, write to us with the request id.",
  },
  invalid_crop: {
    meaning: "The crop is not a rectangle inside the picture.",
    next: "Send x, y, width and height between 0 and 1, and rotation 0, 90, 180 or 270.",
  },
  invalid_matte: {
    meaning: "The colour is none that can be read.",
    next: "Send # and six of 0 to 9 and a to f, such as #1f6f5c.",
  },
  invalid_input: {
    meaning: "Some fields are missing, unknown or not acceptable.",
    next: "The list errors names each with its limit and value.",
  },
  kind_missing: {
    meaning: "The form does not say what the picture is for.",
    next: "Send kind as avatar or banner.",
  },
  malformed_json: { meaning: "The body is not JSON.", next: "Send valid JSON in UTF-8." },
  malformed_request: { meaning: "The request cannot be read.", next: "Compare it with the API description." },
  method_not_allowed: {
    meaning: "The address exists, but not for this method.",
    next: "Use one that the header Allow names.",
  },
  no_passkey: { meaning: "The account has no passkey.", next: "Show who you are by password." },
  no_picture: { meaning: "There is no current picture or banner yet.", next: "Upload one first." },
  not_acceptable: {
    meaning: "The file is not there in a format that Accept takes.",
    next: "Accept the format that the detail names.",
  },
  not_found: {
    meaning: "There is nothing here, or it belongs to somebody else.",
    next: "Check the address.",
  },
  nothing_connected: { meaning: "No connected account was chosen.", next: "Connect one first." },
  nothing_to_fix: {
    meaning: "What was found in the picture is no longer so.",
    next: "Look at the picture’s page again.",
  },
  nothing_writable: {
    meaning: "None of the chosen accounts takes these pictures.",
    next: "Choose other accounts.",
  },
  picture_in_use: {
    meaning: "The current look or a saved one uses the picture; the detail says which.",
    next: "Choose another picture there, or delete with force=true.",
  },
  picture_processing: {
    meaning: "The picture's files are still being rendered.",
    next: "Ask for the picture until its status is ready, then again for this.",
  },
  picture_rejected: { meaning: "The picture could not be rendered.", next: "Upload another one." },
  picture_unreachable: { meaning: "The platform did not hand out the picture it shows.", next: LATER },
  platform_capability_gone: {
    meaning: "The platform no longer offers this, or not with our plan.",
    next: "Change the picture there by hand.",
  },
  platform_conflict: {
    meaning: "Somebody changed the profile on the platform meanwhile.",
    next: "Look at it, then try again.",
  },
  platform_cooldown: { meaning: "The platform limits how often this may be changed.", next: LATER },
  platform_input_bad: {
    meaning: "The platform, or the server that was named, does not accept this.",
    next: "Check what was typed.",
  },
  platform_off: {
    meaning: "We hold no credentials for this platform here.",
    next: "The operator has to set it up.",
  },
  platform_payment_needed: {
    meaning: "Our plan at the platform does not allow this.",
    next: "The operator has to act.",
  },
  platform_person_must_act: {
    meaning: "The platform wants the person to do something there first.",
    next: "Open the platform and follow what it says.",
  },
  platform_retry_at: { meaning: "The platform asks us to wait.", next: LATER },
  platform_scope_missing: { meaning: "The connection does not allow this.", next: RECONNECT },
  platform_token_dead: { meaning: "The platform no longer accepts the connection.", next: RECONNECT },
  platform_token_stale: {
    meaning: "The connection has to be renewed.",
    next: "Try again; it is renewed on the way.",
  },
  platform_unavailable: { meaning: "The platform did not answer.", next: "Try again in a few minutes." },
  platform_unknown: {
    meaning: "The platform gave no clear answer.",
    next: "Look at the run: we find out by reading back.",
  },
  quota_full: {
    meaning: "You keep as many pictures as fit.",
    next: "Delete pictures you no longer need, then upload again.",
  },
  rate_limited: { meaning: "Too many requests in a short time.", next: LATER },
  reauthentication_needed: {
    meaning: "This changes who can get in, and the last proof of who it is is older than 15 minutes.",
    next: "Call /api/v1/auth/reauthenticate, then repeat the request.",
  },
  refused: {
    meaning: "The request cannot be carried out as it came.",
    next: "Compare it with the API description.",
  },
  replaced_kind: {
    meaning: "A picture can only take the place of a picture, a banner that of a banner.",
    next: "Send kind as the other one has it, or leave replaces out.",
  },
  replaced_unknown: {
    meaning: "The picture that is to be replaced is not yours or is gone.",
    next: "List the pictures and choose one of those, or leave replaces out.",
  },
  run_ended: { meaning: "The run has ended already.", next: "Start a new one if something should change." },
  second_factor_expired: {
    meaning:
      "The first step of signing in is more than 10 minutes old, was made in another browser, or was undone.",
    next: "Sign in again.",
  },
  side_too_large: { meaning: "One side has more pixels than any decoder here is given.", next: CHANGE_FILE },
  side_too_small: { meaning: "The picture is too small to be shown.", next: CHANGE_FILE },
  sign_in_required: { meaning: "Nobody is signed in.", next: "Sign in and try again." },
  too_elongated: {
    meaning: "One side is far longer than the other.",
    next: "Crop the picture and upload it again.",
  },
  too_large: {
    meaning: "The body is larger than this address takes.",
    next: "The detail has the limit. Nothing was stored.",
  },
  too_many_pixels: {
    meaning: "Decoding the picture would take more memory than there is.",
    next: CHANGE_FILE,
  },
  two_credentials: {
    meaning: "The request carries a session cookie and an Authorization header.",
    next: "Send one of them.",
  },
  unknown_platform: {
    meaning: "The platform named is none of ours.",
    next: "List the platforms and choose from those.",
  },
  unsupported_media_type: {
    meaning: "The content type, or the kind of file, is not one this address takes.",
    next: "The detail names what is taken.",
  },
  upload_too_slow: {
    meaning: "The file came too slowly, or stopped coming.",
    next: "Send it again on a faster connection, or a smaller one. Nothing was stored.",
  },
  wrong_host: {
    meaning: "The request came under another name than ours.",
    next: "Use the address the detail names.",
  },
};
