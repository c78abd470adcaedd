/** The calls of X's API that concern a profile's pictures. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { createRateWindows } from "../rate-windows.ts";
import type { SimEnv, SimulatedSlot } from "../simulator.ts";
import type { Store } from "../store.ts";
import type { XRequestChecker } from "./check-request.ts";
import { rateHeaders } from "./rate-headers.ts";
import { pictureField } from "./picture-field.ts";
import { legacyError, xError } from "./x-errors.ts";
import { X_BANNER_SIZES } from "./x-media.ts";
import { addVersion, bannerBase, prepareXPicture, X_MAX_BYTES } from "./x-pictures.ts";
import type { XAccount, XDocument } from "./x-state.ts";
import { legacyUser, v2User } from "./x-user.ts";

const WINDOW_MS = 15 * 60_000;

/** Calls per user in 15 minutes. X names no number for its profile writes; 60 is ours. */
const LIMITS = { read: 75, banner: 180, write: 60 };

interface XApiDeps {
  readonly state: XDocument;
  readonly store: Store;
  readonly clock: SimClock;
  readonly checker: XRequestChecker;
}

export function xApi({ state, store, clock, checker }: XApiDeps): { app: Hono<SimEnv>; reset: () => void } {
  const app = new Hono<SimEnv>();
  const windows = createRateWindows(() => clock.now());

  /** Signature, token, account, limit, then what the app may do: in this order, so that nothing leaks to a stranger. */
  async function authorized(c: Context<SimEnv>, family: keyof typeof LIMITS): Promise<XAccount | Response> {
    const path = c.req.path;
    const signed = await checker.check(c.req.raw, c.env.call.url);
    if (typeof signed === "string") return xError(signed, path);
    const token = signed.accessToken;
    if (token === null) return xError(signed.requestToken === null ? "badAuthData" : "invalidToken", path);
    const account = state.value.accounts.find((each) => each.name === token.account);
    if (account === undefined) return xError("invalidToken", path);
    c.env.call.account = account.name;
    const rate = windows.take(`${family}:${account.name}:${path}`, LIMITS[family], WINDOW_MS);
    for (const [name, value] of Object.entries(rateHeaders(rate, clock))) c.header(name, value);
    if (!rate.allowed) return xError("rateLimit", path, rateHeaders(rate, clock));
    if (account.status === "suspended") return xError("suspended", path);
    if (account.status === "locked") return xError("locked", path);
    if (!path.startsWith("/2/") && !state.value.switches.profile_writes) return xError("plan", path);
    if (family === "write" && !token.canWrite) return xError("readOnlyApp", path);
    return account;
  }

  async function upload(c: Context<SimEnv>, slot: SimulatedSlot, field: "image" | "banner") {
    const account = await authorized(c, "write");
    if (account instanceof Response) return account;
    const bytes = await pictureField(c.req.raw, field);
    if (bytes === null) return legacyError(400, 38, `${field} parameter is missing.`);
    const version = await prepareXPicture(slot, bytes, account, { clock, store });
    if (version === "too_large" || version === "unreadable") return refused(slot, version);
    c.env.call.commit(`${slot}_set`, () => {
      addVersion(account, slot, version);
      state.save();
    });
    return account;
  }

  app.post("/1.1/account/update_profile_image.json", async (c) => {
    const account = await upload(c, "avatar", "image");
    // Processed after this answer: it still names the old picture.
    return account instanceof Response ? account : c.json(legacyUser(account, clock.now()));
  });
  app.post("/1.1/account/update_profile_banner.json", async (c) => {
    const account = await upload(c, "banner", "banner");
    return account instanceof Response ? account : c.body(null, 201);
  });
  app.post("/1.1/account/remove_profile_banner.json", async (c) => {
    const account = await authorized(c, "write");
    if (account instanceof Response) return account;
    const changedAt = clock.now();
    c.env.call.commit("banner_removed", () => {
      addVersion(account, "banner", {
        id: `removed/${changedAt}`,
        picture: null,
        changedAt,
        visibleAt: changedAt,
      });
      state.save();
    });
    return c.body(null, 200);
  });
  app.get("/1.1/account/verify_credentials.json", async (c) => {
    const account = await authorized(c, "read");
    return account instanceof Response ? account : c.json(legacyUser(account, clock.now()));
  });
  app.get("/1.1/users/profile_banner.json", async (c) => {
    const caller = await authorized(c, "banner");
    if (caller instanceof Response) return caller;
    const { user_id: id, screen_name: name } = c.req.query();
    const wanted = state.value.accounts.find((each) =>
      id === undefined ? each.name === (name ?? caller.name) : each.id === id,
    );
    const base = wanted === undefined ? null : bannerBase(wanted, clock.now());
    if (base === null) return xError("noPage", c.req.path);
    const sizes = X_BANNER_SIZES.map(([size, [w, h]]) => [size, { w, h, url: `${base}/${size}` }] as const);
    return c.json({ sizes: Object.fromEntries(sizes) });
  });
  app.get("/2/users/me", async (c) => {
    const account = await authorized(c, "read");
    if (account instanceof Response) return account;
    const fields = new Set((c.req.query("user.fields") ?? "").split(","));
    return c.json({ data: v2User(account, fields, clock.now()) });
  });
  return { app, reset: () => windows.clear() };
}

/** A banner is refused by status alone; a picture as an account update that failed. */
function refused(slot: SimulatedSlot, why: "too_large" | "unreadable"): Response {
  if (slot === "banner") return new Response(null, { status: why === "too_large" ? 422 : 400 });
  return legacyError(
    403,
    120,
    why === "too_large"
      ? `Account update failed: the image must be smaller than ${X_MAX_BYTES.avatar / 1_000} KB.`
      : "Account update failed: the image is not a GIF, JPG or PNG that can be read.",
  );
}
