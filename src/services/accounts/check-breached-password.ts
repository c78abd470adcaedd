import { sha1Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../../platforms/errors.ts";
import { sendRequest } from "../../platforms/http.ts";
import { passwordNotAccepted } from "./password-not-accepted.ts";

/** Have I Been Pwned, range search: https://haveibeenpwned.com/API/v3#PwnedPasswords. */
const RANGE_URL = "https://api.pwnedpasswords.com/range/";
/** Hex digits of the SHA-1 that leave us. Hundreds of breached passwords share each prefix. */
const PREFIX_DIGITS = 5;
/** Nobody waits longer than this for a sign-up because of somebody else's service. */
const TIMEOUT_MS = SECOND_MS;
/** The rest of a SHA-1 and how often it was seen. */
const ROW = /^[0-9A-F]{35}:\d+$/i;

/**
 * Throws `password_not_accepted` with code `breached` when the password is in a known breach. Only the prefix leaves us. When
 * there is no usable answer within a second the password passes and one line is logged, without password or prefix.
 */
export async function checkBreachedPassword(app: AppContext, password: string): Promise<void> {
  const hash = await sha1Hex(password.normalize("NFC"));
  const suffixes = await readBreached(app, hash.slice(0, PREFIX_DIGITS));
  if (!suffixes.has(hash.slice(PREFIX_DIGITS))) return;
  throw passwordNotAccepted(
    "breached",
    "This password is in a list of passwords leaked from other sites, so it is among the first that are tried. Choose another one, and change it wherever else you use it.",
  );
}

/** The breached suffixes of a prefix; empty when the service does not say. */
async function readBreached(app: AppContext, prefix: string): Promise<ReadonlySet<string>> {
  try {
    // Padding: the length of the answer would tell a listener which prefix was asked for. The prefix follows no redirect.
    const init = { headers: { "add-padding": "true" }, redirect: "manual" } as const;
    const reply = await sendRequest(app.ports, `${RANGE_URL}${prefix}`, init, { timeoutMs: TIMEOUT_MS });
    const rows = reply.text.split(/\r?\n/).filter((row) => ROW.test(row));
    // Every prefix has rows.
    if (reply.status !== 200 || rows.length === 0) {
      app.log.warn("breach_check_failed", { reason: "unreadable_reply", status: reply.status });
      return new Set();
    }
    // A count of 0 marks padding.
    const seen = rows.map((row) => row.split(":")).filter(([, count]) => Number(count) > 0);
    return new Set(seen.map(([suffix = ""]) => suffix.toUpperCase()));
  } catch (error) {
    app.log.warn("breach_check_failed", {
      reason: error instanceof PlatformError ? error.reason : "unexpected",
    });
    return new Set();
  }
}
