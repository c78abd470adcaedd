import type { StateName } from "../views/words.ts";

/** What an event or an answer of `/api/v1/syncs/{id}` says about one target, as far as the page shows it. */
export interface TargetMessage {
  readonly id: string;
  readonly slot: "avatar" | "banner";
  readonly state: StateName;
  readonly waiting_on: "linkarooie" | "platform" | "you" | "nobody";
  readonly reason: string | null;
  readonly next_attempt_at: string | null;
  readonly sent: { readonly url: string } | null;
  readonly shown: { readonly url: string | null; readonly checked_at: string } | null;
}

export interface RunMessage {
  readonly id: string;
  readonly state: "running" | "finished" | "cancelled";
  readonly targets: readonly TargetMessage[];
}
