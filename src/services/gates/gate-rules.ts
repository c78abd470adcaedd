/** How often things may be tried. One table, so that the whole policy can be read in one place. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../limits.ts";

/** `limit` at once, and as many again spread evenly over `windowMs`. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

interface GateRule {
  /** By network prefix. A mobile carrier puts thousands of people behind one, so these stop floods, not guesses. */
  readonly network: Rate;
  /** By account or address, known or not: what stops guesses. */
  readonly subject?: readonly Rate[];
}

/**
 * A password, a code or a proof of who it is: at most 10 at once and 10 again in 15 minutes, so at most 20 in any
 * stretch of 15 minutes (OWASP ASVS 5.0, 6.3.1). Each costs a hash of a quarter of a second.
 */
const GUESSES: readonly Rate[] = [{ limit: 10, windowMs: 15 * MINUTE_MS }];
/**
 * A code has a million values, three of them good at a time: 5 at once, 5 again in 15 minutes (6.6.3), and 50 a day, so
 * that whoever knows the password and never tires needs years. A used browser of the owner's has counts of its own.
 */
const CODES: readonly Rate[] = [
  { limit: 5, windowMs: 15 * MINUTE_MS },
  { limit: 50, windowMs: DAY_MS },
];
/** Mail to one address: a stranger cannot fill its mailbox. */
const MAILS: readonly Rate[] = [
  { limit: 3, windowMs: 10 * MINUTE_MS },
  { limit: 10, windowMs: DAY_MS },
];
const HASHING: Rate = { limit: 300, windowMs: 15 * MINUTE_MS };
const LIGHT: Rate = { limit: 600, windowMs: 15 * MINUTE_MS };
const MAILING: Rate = { limit: 60, windowMs: HOUR_MS };

export const GATE_RULES = {
  "sign-in": { network: HASHING, subject: GUESSES },
  "second-factor": { network: LIGHT, subject: CODES },
  reauthenticate: { network: HASHING, subject: GUESSES },
  register: { network: { limit: 60, windowMs: HOUR_MS } },
  "verify-email": { network: HASHING },
  "send-mail": { network: MAILING, subject: MAILS },
  "reset-password": { network: HASHING },
  "change-password": { network: HASHING, subject: GUESSES },
  provider: { network: LIGHT },
  passkey: { network: LIGHT },
  /** Each try says whether a name is taken: nobody may read the list of people off that. */
  handle: { network: { limit: 120, windowMs: HOUR_MS }, subject: [{ limit: 20, windowMs: DAY_MS }] },
  "csp-report": { network: { limit: 60, windowMs: HOUR_MS } },
} as const satisfies Readonly<Record<string, GateRule>>;

export type GateAction = keyof typeof GATE_RULES;

/** The rule of an action, with its optional part. */
export function gateRule(action: GateAction): GateRule {
  return GATE_RULES[action];
}

/**
 * What a signed-in person may order, by account: each order costs us storage, a decoder or a request to somebody else's
 * server. Far above what people do by hand (OWASP ASVS 5.0, 2.4.1).
 */
export const WORK_RULES = {
  upload: { limit: 100, windowMs: HOUR_MS },
  "change-crop": { limit: 300, windowMs: HOUR_MS },
  "change-look": { limit: 300, windowMs: HOUR_MS },
  connect: { limit: 60, windowMs: HOUR_MS },
  "start-run": { limit: 120, windowMs: HOUR_MS },
  /** Each asks every connected platform. */
  "plan-run": { limit: 120, windowMs: HOUR_MS },
} as const satisfies Readonly<Record<string, Rate>>;

export type Work = keyof typeof WORK_RULES;
