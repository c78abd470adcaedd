/** Faults on demand: what goes wrong with the next requests. The book survives restarts, as everything here does. */
import { randomUUID } from "node:crypto";

import * as z from "zod";

import { SIMULATED_SERVICES, type SimulatedService } from "./simulator.ts";
import type { Document } from "./store.ts";

/**
 * Before the handler, so without any effect: `429 5xx 402 expired revoked 413_html timeout`. After it, so with its
 * effect: `lost_answer garbage`. `no_effect` answers success and changes nothing. `slow` is late and otherwise right.
 */
export const FAULT_KINDS = [
  "429",
  "5xx",
  "402",
  "expired",
  "revoked",
  "413_html",
  "timeout",
  "lost_answer",
  "garbage",
  "no_effect",
  "slow",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What each does, for people. */
export const FAULT_LABELS: Readonly<Record<FaultKind, string>> = {
  "429": "too many calls, come back later",
  "5xx": "the platform is out of order",
  "402": "the app's credit is used up",
  expired: "the permission ran out",
  revoked: "the permission was taken back, for good",
  "413_html": "an HTML page saying 'too large'",
  timeout: "never answers, changes nothing",
  lost_answer: "does it, the connection breaks before the answer",
  garbage: "does it, answers with nonsense",
  no_effect: "says yes, changes nothing",
  slow: "does it, but answers seconds later",
};

/** What the control API takes. */
export const faultInput = z.strictObject({
  platform: z.enum([...SIMULATED_SERVICES, "*"]),
  kind: z.enum(FAULT_KINDS),
  /** Substring of `METHOD /path`, the path without the platform's prefix; empty means every call of the API. */
  match: z.string().default(""),
  /** Only requests with a token of this account; left out, anybody's. */
  account: z.string().optional(),
  times: z.int().min(1).max(1_000_000).default(1),
  /** Seconds, for `429`. */
  retry_after: z.number().min(0).max(86_400).default(30),
  /** For `5xx`. */
  status: z.int().min(500).max(599).default(503),
  /** For `slow`. */
  delay_ms: z.int().min(0).max(60_000).default(3_000),
});

export type Fault = z.output<typeof faultInput> & { readonly id: string };

export interface FaultBook {
  add(input: z.output<typeof faultInput>): Fault;
  list(): readonly Fault[];
  clear(): void;
  /** The first fault that fits, used up by one; null when none does. */
  take(request: {
    platform: SimulatedService;
    kind: "api" | "media" | "page";
    method: string;
    path: string;
    account: string | null;
  }): Fault | null;
}

export function createFaultBook(document: Document<Fault[]>): FaultBook {
  return {
    add(input) {
      const fault = { ...input, id: randomUUID() };
      document.value.push(fault);
      document.save();
      return fault;
    },
    list: () => document.value,
    clear: () => document.reset(),
    take({ platform, kind, method, path, account }) {
      const line = `${method} ${path}`;
      const fits = (fault: Fault) =>
        (fault.platform === "*" || fault.platform === platform) &&
        (fault.account === undefined || fault.account === account) &&
        line.includes(fault.match) &&
        // Downloads of pictures fail only on request by path: "everything is throttled" is about the API.
        (kind === "api" || (kind === "media" && fault.match.includes("/")));
      const fault = document.value.find(fits);
      if (fault === undefined) return null;
      fault.times -= 1;
      document.value = document.value.filter((each) => each.times > 0);
      document.save();
      return fault;
    },
  };
}
