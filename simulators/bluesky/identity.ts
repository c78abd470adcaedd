/** Handles, DIDs and the directories that connect them. */
import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import { HOST, handleOf, ISSUER } from "./names.ts";
import { type Account, findAccount, type Server } from "./state.ts";

const TXT = 16;
const NO_SUCH_NAME = 3;

export function identity(server: Server): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  // The host of the request is the handle.
  app.get("/.well-known/atproto-did", (c) => {
    const account = findAccount(server, c.env.call.url.hostname);
    return account?.handleBy === "web" ? c.text(account.did) : c.text("User not found", 404);
  });

  app.get("/.well-known/did.json", (c) =>
    c.env.call.url.hostname === HOST
      ? c.json({
          "@context": ["https://www.w3.org/ns/did/v1"],
          id: `did:web:${HOST}`,
          service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: ISSUER }],
        })
      : c.notFound(),
  );

  app.get("/plc/:did", (c) => {
    const did = c.req.param("did");
    const account = did.startsWith("did:") ? findAccount(server, did) : undefined;
    if (account === undefined) return c.json({ message: `DID not registered: ${did}` }, 404);
    return c.body(JSON.stringify(didDocument(account)), 200, {
      "content-type": "application/did+ld+json; charset=utf-8",
    });
  });

  app.get("/dns/dns-query", (c) => {
    const name = (c.req.query("name") ?? "").toLowerCase().replace(/\.$/, "");
    const type = c.req.query("type");
    if (!(c.req.header("accept") ?? "").includes("application/dns-json")) {
      return c.text("Unsupported accept header", 415);
    }
    const account = name.startsWith("_atproto.")
      ? findAccount(server, name.slice("_atproto.".length))
      : undefined;
    const found = account?.handleBy === "dns" && (type === "TXT" || type === String(TXT));
    const answer = {
      Status: found ? 0 : NO_SUCH_NAME,
      TC: false,
      RD: true,
      RA: true,
      AD: false,
      CD: false,
      Question: [{ name, type: TXT }],
      ...(found ? { Answer: [{ name, type: TXT, TTL: 300, data: `"did=${account.did}"` }] } : {}),
    };
    return c.body(JSON.stringify(answer), 200, { "content-type": "application/dns-json" });
  });
  return app;
}

function didDocument(account: Account) {
  return {
    "@context": [
      "https://www.w3.org/ns/did/v1",
      "https://w3id.org/security/multikey/v1",
      "https://w3id.org/security/suites/secp256k1-2019/v1",
    ],
    id: account.did,
    alsoKnownAs: [`at://${handleOf(account.name)}`],
    verificationMethod: [],
    service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: ISSUER }],
  };
}
