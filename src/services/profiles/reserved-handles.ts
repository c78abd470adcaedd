/** Names nobody may take: those of our own pages, of platforms, of us, and those that speak with authority. */
import reservedUsernames from "reserved-usernames";

import { LOGIN_PROVIDERS } from "../../db/schema.ts";
import { PLATFORM_IDS } from "../../platforms/platform.ts";
import { handleSkeleton } from "./handle-skeleton.ts";

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** First segments of our addresses, today's and those that are promised. A test holds the list to the routes. */
const OWN_PATHS = words(`
  admin api auth avatar change_email connect connections csp_reports data_deletion demo developers favicon healthz
  llms looks media oauth pictures privacy problems readyz reauthenticate reset_password robots
  settings sign_in sign_out sign_up forgot_password new_password password passkeys check_your_mail
  verify_email status syncs terms webhooks webfinger well_known notifications analytics help
`);

/** Platforms beside those of the registry that people will look for here. */
const PLATFORM_NAMES = words(`
  twitter facebook instagram threads gravatar linkedin tiktok youtube meta
`);

const ROLE_NAMES = words(`
  admin administrator support security abuse postmaster hostmaster webmaster root staff official
  verified moderator team system sysadmin operator owner founder billing legal press contact noreply
  mailer_daemon everyone nobody somebody anonymous
`);

/** A handle with this anywhere in it would speak for us. */
const BRAND = handleSkeleton("linkaroo");

const RESERVED: ReadonlySet<string> = new Set(
  [
    // Status codes and the like cannot be handles; folded they would take `ali` (411) and `zoe` (203) away.
    ...(reservedUsernames as readonly string[]).filter((name) => /^[a-z]/.test(name)),
    ...OWN_PATHS,
    ...PLATFORM_IDS,
    ...PLATFORM_NAMES,
    ...LOGIN_PROVIDERS,
    ...ROLE_NAMES,
  ].map(handleSkeleton),
);

/** Looks like `all`, and is what millions of people are called. */
const NAMES_OF_PEOPLE: ReadonlySet<string> = new Set(["ali"]);

/** True when a handle is one of those names, or reads as one, or as ours. */
export function isReserved(handle: string): boolean {
  const skeleton = handleSkeleton(handle);
  return (RESERVED.has(skeleton) && !NAMES_OF_PEOPLE.has(handle)) || skeleton.includes(BRAND);
}
