/** Who an account is: com.atproto.server.*, com.atproto.identity.*, and the public view of the network. */
import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import { authenticate } from "./authenticate.ts";
import { XrpcError } from "./errors.ts";
import { countCall } from "./limits.ts";
import { HANDLE_DOMAIN, handleOf, SERVICE_DID } from "./names.ts";
import { findAccount, type Server } from "./state.ts";
import { linkOf } from "./write-profile.ts";

export function xrpcAccount(server: Server): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/xrpc/com.atproto.server.describeServer", (c) => {
    countCall(server, c, "nobody");
    return c.json({
      did: SERVICE_DID,
      availableUserDomains: [HANDLE_DOMAIN],
      inviteCodeRequired: false,
      links: {},
      contact: {},
    });
  });

  app.get("/xrpc/com.atproto.server.getSession", async (c) => {
    const { account } = await authenticate(server, c);
    countCall(server, c, account.did);
    if (account.status === "suspended") {
      throw new XrpcError(400, "InvalidRequest", `Could not find user info for account: ${account.did}`);
    }
    // The address is left out: no scope of ours covers it.
    return c.json({
      did: account.did,
      handle: handleOf(account.name),
      active: account.status === "active",
      ...(account.status === "locked" ? { status: "deactivated" } : {}),
    });
  });

  app.get("/xrpc/com.atproto.identity.resolveHandle", (c) => {
    countCall(server, c, c.req.query("handle") ?? "");
    const account = findAccount(server, c.req.query("handle") ?? "");
    if (account === undefined) throw new XrpcError(400, "InvalidRequest", "Unable to resolve handle");
    return c.json({ did: account.did });
  });

  app.get("/appview/xrpc/app.bsky.actor.getProfile", (c) => {
    const account = findAccount(server, c.req.query("actor") ?? "");
    if (account === undefined) throw new XrpcError(400, "InvalidRequest", "Profile not found");
    if (account.status === "suspended")
      throw new XrpcError(400, "AccountTakedown", "Account has been suspended");
    const picture = (slot: "avatar" | "banner") => {
      const cid = linkOf(account.profile?.value, slot);
      return cid === undefined
        ? {}
        : { [slot]: `https://cdn.bsky.app/img/${slot}/plain/${account.did}/${cid}@jpeg` };
    };
    return c.json({
      did: account.did,
      handle: handleOf(account.name),
      displayName: account.profile?.value["displayName"] ?? "",
      ...picture("avatar"),
      ...picture("banner"),
    });
  });
  // People's pages of the network's website lead to the account's page here.
  app.get("/app/profile/:actor", (c) => {
    const account = findAccount(server, c.req.param("actor"));
    return account === undefined ? c.notFound() : c.redirect(`${c.env.call.base}/${account.name}`, 302);
  });
  return app;
}
