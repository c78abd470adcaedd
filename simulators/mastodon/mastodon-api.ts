/** The calls of the Mastodon API that concern an account's pictures. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { createRateWindows } from "../rate-windows.ts";
import type { SimEnv, SimulatedSlot } from "../simulator.ts";
import type { Store } from "../store.ts";
import { bodyFields } from "./body-fields.ts";
import { credentialAccount } from "./credential-account.ts";
import { prepareMastodonPicture, WORDS } from "./mastodon-pictures.ts";
import type { MastodonAccount, MastodonDocument } from "./mastodon-state.ts";
import { mastodonError, rateHeaders } from "./mastodon-errors.ts";
import { covers } from "./scopes.ts";

const WINDOW_MS = 5 * 60_000;
/** Calls per token in five minutes. */
const LIMIT = 300;

const READ = ["profile", "read:accounts"];
const WRITE = ["write:accounts"];

interface MastodonApiDeps {
  readonly state: MastodonDocument;
  readonly store: Store;
  readonly clock: SimClock;
}

export function mastodonApi({ state, store, clock }: MastodonApiDeps): {
  app: Hono<SimEnv>;
  reset: () => void;
} {
  const app = new Hono<SimEnv>();
  const windows = createRateWindows(() => clock.now());

  function authorized(c: Context<SimEnv>, scopes: readonly string[]): MastodonAccount | Response {
    const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const token = state.value.tokens.find((each) => each.token === bearer);
    if (token === undefined) return mastodonError(401, "The access token is invalid");
    if (token.revokedAt !== null) return mastodonError(401, "The access token was revoked");
    c.env.call.account = token.account;
    const rate = windows.take(token.token, LIMIT, WINDOW_MS);
    for (const [name, value] of Object.entries(rateHeaders(rate, clock))) c.header(name, value);
    if (!rate.allowed) return mastodonError(429, "Too many requests", rateHeaders(rate, clock));
    if (!covers(token.scopes, scopes))
      return mastodonError(403, "This action is outside the authorized scopes");
    const account = state.value.accounts.find((each) => each.name === token.account);
    if (account === undefined) return mastodonError(422, "This method requires an authenticated user");
    if (account.status === "suspended") return mastodonError(403, "Your login is currently disabled");
    if (account.status === "locked") return mastodonError(403, "Your login is currently pending approval");
    return account;
  }

  app.get("/api/v1/accounts/verify_credentials", (c) => {
    const account = authorized(c, READ);
    return account instanceof Response ? account : c.json(credentialAccount(account));
  });

  app.patch("/api/v1/accounts/update_credentials", async (c) => {
    const account = authorized(c, WRITE);
    if (account instanceof Response) return account;
    const fields = await bodyFields(c.req.raw);
    const displayName = fields.one("display_name");
    if (displayName !== undefined && displayName.length > 30) {
      return mastodonError(422, "Validation failed: Display name is too long (maximum is 30 characters)");
    }
    // Both are checked before either is kept: one bad picture refuses the whole call.
    const ready: (() => void)[] = [];
    for (const slot of ["avatar", "banner"] as const) {
      const bytes = await fields.file(WORDS[slot].field);
      if (bytes === null) continue;
      const version = await prepareMastodonPicture(slot, bytes, { clock, store });
      if (typeof version === "string") return mastodonError(422, version);
      if (!state.value.switches.stores_pictures) continue;
      ready.push(() => c.env.call.commit(`${slot}_set`, () => account[slot].push(version)));
    }
    if (displayName !== undefined)
      ready.push(() => c.env.call.commit("name_set", () => (account.displayName = displayName)));
    for (const change of ready) change();
    state.save();
    return c.json(credentialAccount(account));
  });

  const remove = (path: string, slot: SimulatedSlot) =>
    app.delete(path, (c) => {
      const account = authorized(c, WRITE);
      if (account instanceof Response) return account;
      const changedAt = clock.now();
      c.env.call.commit(`${slot}_removed`, () => {
        account[slot].push({ id: `removed-${changedAt}`, picture: null, changedAt, visibleAt: changedAt });
        state.save();
      });
      return c.json(credentialAccount(account));
    });
  remove("/api/v1/profile/avatar", "avatar");
  remove("/api/v1/profile/header", "banner");

  return { app, reset: () => windows.clear() };
}
