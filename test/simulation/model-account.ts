/** One account on a model platform: two slots, single-use refresh tokens, a window of writes with a reset. Keeps count of what must never happen. */
import { PlatformError } from "../../src/platforms/errors.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import { ModelPlatform, type Naming } from "./model-platform.ts";
import { pooledPicture } from "./pictures.ts";
import type { Random } from "./random.ts";

const WINDOW_MS = 15 * 60_000;

export interface AccountOptions {
  readonly naming: Naming;
  readonly trouble: number;
  /** Writes to the account in a quarter of an hour. */
  readonly limit: number;
  /** Life of an access token; null when they do not end. */
  readonly tokenMs: number | null;
  /** The platform's own clock. */
  readonly now: () => number;
  readonly random: Random;
}

export class ModelAccount {
  readonly id: string;
  readonly options: AccountOptions;
  readonly slots: Readonly<Record<Slot, ModelPlatform>>;
  #windowFrom = 0;
  #windowCount = 0;
  /** Number of the token pair that is good now. */
  #token = 1;
  #tokenEnds: number;
  /** Pairs whose successor reached our storage, so that refreshing with them again is our fault. */
  readonly #keptAfter = new Set<number>();
  refreshes = 0;
  /** Refresh tokens that came again although their successor had been stored. */
  replays = 0;
  revoked = false;

  constructor(id: string, options: AccountOptions) {
    this.id = id;
    this.options = options;
    const { naming, trouble, now, random } = options;
    const slot = { naming, settlesAfterMs: 30_000, trouble, now, random };
    this.slots = {
      avatar: new ModelPlatform(slot, pooledPicture(0)),
      banner: new ModelPlatform(slot, pooledPicture(1)),
    };
    this.#tokenEnds = this.#nextEnd();
  }

  #nextEnd(): number {
    return this.options.tokenMs === null ? Infinity : this.options.now() + this.options.tokenMs;
  }

  /** The pair a person consents to: the ones before are worth nothing. */
  consent(): { readonly number: number; readonly ends: number } {
    this.revoked = false;
    this.#token += 1;
    this.#tokenEnds = this.#nextEnd();
    return { number: this.#token, ends: this.#tokenEnds };
  }

  /** Every call with an access token. Throws `token-stale` for one that ended or was replaced. */
  admit(token: number): void {
    if (this.revoked) throw new PlatformError("token-dead", "revoked");
    if (token !== this.#token || this.options.now() >= this.#tokenEnds)
      throw new PlatformError("token-stale", "expired");
  }

  /** A request to refresh leaves us. */
  noteRefresh(token: number): void {
    this.refreshes += 1;
    if (this.#keptAfter.has(token)) this.replays += 1;
  }

  /** Uses up the refresh token. The answer may be lost after that. */
  refresh(token: number): { readonly number: number; readonly ends: number } {
    const { random, trouble } = this.options;
    if (random.chance(trouble / 4)) throw new PlatformError("unavailable", "timeout");
    if (this.revoked) throw new PlatformError("token-dead", "revoked");
    if (token !== this.#token) throw new PlatformError("token-dead", "revoked");
    this.#token += 1;
    this.#tokenEnds = this.#nextEnd();
    if (random.chance(trouble / 8)) throw new PlatformError("unknown", "timeout");
    return { number: this.#token, ends: this.#tokenEnds };
  }

  /** We have pair `number` on our disk, for good. */
  kept(number: number): void {
    for (let older = number - 1; older > 0 && !this.#keptAfter.has(older); older -= 1)
      this.#keptAfter.add(older);
  }

  /** Counts a write against the window. Throws `retry-at` with the platform's own reset time. */
  countWrite(): void {
    const { now, limit } = this.options;
    if (now() - this.#windowFrom >= WINDOW_MS) {
      this.#windowFrom = now();
      this.#windowCount = 0;
    }
    this.#windowCount += 1;
    if (this.#windowCount > limit)
      throw new PlatformError("retry-at", "rate_limited", { retryAt: this.#windowFrom + WINDOW_MS });
  }
}
