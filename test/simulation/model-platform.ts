/** A platform in a few lines: shows pictures late, loses answers, lies, throttles. Counts what really had an effect. */
import type { Fingerprint } from "../../src/images/fingerprint-type.ts";
import { PlatformError } from "../../src/platforms/errors.ts";
import type { Evidence, SlotObservation } from "../../src/platforms/platform.ts";
import type { Random } from "./random.ts";

/** How a platform names what it shows. */
export type Naming = "exact" | "new_url" | "stable_url";

export interface ModelPicture {
  readonly name: string;
  readonly fingerprint: Fingerprint;
}

export interface ModelOptions {
  readonly naming: Naming;
  readonly settlesAfterMs: number;
  /** Probability that a call goes wrong. */
  readonly trouble: number;
  readonly now: () => number;
  readonly random: Random;
}

export class ModelPlatform {
  readonly options: ModelOptions;
  #shown: ModelPicture;
  #version = 1;
  #pending: { readonly at: number; readonly picture: ModelPicture }[] = [];
  /** Writes that changed, or will change, what is shown. */
  effects: { readonly at: number; readonly name: string }[] = [];
  /** Requests to write that arrived, with or without effect. */
  writes: number[] = [];
  /** Dead for good: the person revoked the grant. */
  revoked = false;

  constructor(options: ModelOptions, first: ModelPicture) {
    this.options = options;
    this.#shown = first;
  }

  get shown(): ModelPicture {
    const { now } = this.options;
    for (const pending of this.#pending.filter((each) => each.at <= now())) this.#show(pending.picture);
    this.#pending = this.#pending.filter((each) => each.at > now());
    return this.#shown;
  }

  /** A person changes the picture by hand; what was still being processed is lost. */
  edit(picture: ModelPicture): void {
    this.#pending = [];
    this.#show(picture);
  }

  observe(): SlotObservation {
    this.#maybeRefuse();
    if (this.options.random.chance(this.options.trouble)) throw new PlatformError("unavailable", "timeout");
    const { shown } = this;
    const seen = {
      identity: this.#identity(shown),
      url: `https://pictures.example/${shown.name}`,
      isDefault: false,
    };
    return this.options.naming === "stable_url" ? { ...seen, identityMayStay: true } : seen;
  }

  write(picture: ModelPicture): { exactId: string | null } {
    const { random, trouble, settlesAfterMs, now, naming } = this.options;
    this.#maybeRefuse();
    this.writes.push(now());
    const wrong = random.chance(trouble)
      ? random.pick(["throttled", "lost_before", "lost_after", "lie", "down"] as const)
      : "fine";
    if (wrong === "throttled")
      throw new PlatformError("retry-at", "rate_limited", { retryAt: now() + random.between(1, 600_000) });
    if (wrong === "down") throw new PlatformError("unavailable", "maintenance");
    if (wrong === "lost_before") throw new PlatformError("unknown", "timeout");
    if (wrong === "lie" && naming !== "exact") return { exactId: null };
    this.effects.push({ at: now(), name: picture.name });
    const late = naming === "exact" ? 0 : random.between(0, settlesAfterMs);
    // Writes are processed in the order they came.
    const at = Math.max(now() + late, this.#pending.at(-1)?.at ?? 0);
    if (at <= now()) this.#show(picture);
    else this.#pending.push({ at, picture });
    if (wrong === "lost_after") throw new PlatformError("unknown", "timeout");
    return { exactId: naming === "exact" ? picture.name : null };
  }

  confirm(exactId: string | null, before: SlotObservation, seen: SlotObservation): Evidence {
    if (exactId !== null && seen.identity === exactId) return "exact-match";
    if (seen.identity === before.identity) return "identity-same";
    return exactId === null ? "identity-changed" : "exact-mismatch";
  }

  fingerprintAt(url: string): Fingerprint | null {
    if (this.options.random.chance(this.options.trouble / 2)) return null;
    return url.endsWith(`/${this.shown.name}`) ? this.shown.fingerprint : null;
  }

  #maybeRefuse(): void {
    if (this.revoked) throw new PlatformError("token-dead", "revoked");
  }

  #show(picture: ModelPicture): void {
    this.#shown = picture;
    this.#version += 1;
  }

  #identity(shown: ModelPicture): string {
    if (this.options.naming === "exact") return shown.name;
    return this.options.naming === "new_url" ? `v${this.#version}` : "always-the-same";
  }
}
