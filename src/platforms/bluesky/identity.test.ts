import { expect, test } from "vitest";

import { createLogger } from "../../log.ts";
import type { PlatformPorts } from "../platform.ts";
import { resolveAccount } from "./identity.ts";

const DID = "did:plc:abcdefghijklmnopqrstuvwx";
const DIRECTORIES = { plc: "https://plc.directory", doh: "https://cloudflare-dns.com" };
const document = (handle: string, did = DID, pds: unknown = "https://pds.hopfield.social") => ({
  id: did,
  alsoKnownAs: [`at://${handle}`],
  service: [{ id: "#atproto_pds", type: "AtprotoPersonalDataServer", serviceEndpoint: pds }],
});

/** Answers by address; anything else has no route. */
function net(routes: Record<string, unknown>) {
  const asked: string[] = [];
  const ports: PlatformPorts = {
    now: () => 0,
    log: createLogger({}, () => undefined),
    fetch: async (url) => {
      asked.push(String(url));
      const body = routes[String(url)];
      if (body === undefined) throw new TypeError("no route");
      if (body instanceof Response) return body;
      return typeof body === "string" ? new Response(body) : Response.json(body);
    },
  };
  return { asked, resolve: (typed: string) => resolveAccount(ports, typed, DIRECTORIES) };
}

const dns = (...data: string[]) => ({ Status: 0, Answer: data.map((each) => ({ type: 16, data: each })) });
const DNS_URL = "https://cloudflare-dns.com/dns-query?name=_atproto.ada.hopfield.social&type=TXT";
const WEB_URL = "https://ada.hopfield.social/.well-known/atproto-did";

test("a handle is found on the web, as people type it", async () => {
  for (const typed of ["ada.hopfield.social", " @Ada.Hopfield.social", "\u202aada.hopfield.social\u202c"]) {
    const { resolve } = net({
      [WEB_URL]: `${DID}\n`,
      [`https://plc.directory/${DID}`]: document("ada.hopfield.social"),
    });
    expect(await resolve(typed)).toEqual({
      did: DID,
      handle: "ada.hopfield.social",
      pds: "https://pds.hopfield.social",
    });
  }
});

test("a handle without a web server is found in DNS, also in split strings", async () => {
  const { resolve } = net({
    [DNS_URL]: dns('"v=spf1 -all"', '"did=did:plc:abcdefghijkl" "mnopqrstuvwx"'),
    [`https://plc.directory/${DID}`]: document("ada.hopfield.social"),
  });
  expect((await resolve("ada.hopfield.social")).did).toBe(DID);
});

test("two DNS records that disagree name nobody", async () => {
  const { resolve } = net({ [DNS_URL]: dns(`"did=${DID}"`, '"did=did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"') });
  await expect(resolve("ada.hopfield.social")).rejects.toMatchObject({
    kind: "input-bad",
    reason: "handle_not_found",
  });
});

test("a document that names another handle is refused", async () => {
  const { resolve } = net({
    [WEB_URL]: DID,
    [`https://plc.directory/${DID}`]: document("eve.hopfield.social"),
  });
  await expect(resolve("ada.hopfield.social")).rejects.toMatchObject({
    kind: "input-bad",
    reason: "handle_mismatch",
  });
});

test("a DID counts only when the handle it claims leads back to it", async () => {
  const { resolve } = net({
    [`https://plc.directory/${DID}`]: document("ada.hopfield.social"),
    [WEB_URL]: "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb",
  });
  await expect(resolve(DID)).rejects.toMatchObject({ reason: "handle_mismatch" });
});

test("did:web is read from its own host", async () => {
  const did = "did:web:hopfield.social";
  const { resolve } = net({
    [WEB_URL]: did,
    "https://hopfield.social/.well-known/did.json": document("ada.hopfield.social", did),
  });
  expect((await resolve("ada.hopfield.social")).did).toBe(did);
});

test.each<[string, unknown, string]>([
  [
    "another DID inside",
    document("ada.hopfield.social", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"),
    "account_not_found",
  ],
  ["a plain http server", document("ada.hopfield.social", DID, "http://pds.hopfield.social"), "no_server"],
  [
    "a server with a path",
    document("ada.hopfield.social", DID, "https://pds.hopfield.social/x"),
    "no_server",
  ],
  ["a server that is no text", document("ada.hopfield.social", DID, { a: 1 }), "no_server"],
  ["no server", { ...document("ada.hopfield.social"), service: [] }, "no_server"],
])("a document with %s is refused", async (_title, body, reason) => {
  const { resolve } = net({ [WEB_URL]: DID, [`https://plc.directory/${DID}`]: body });
  await expect(resolve("ada.hopfield.social")).rejects.toMatchObject({ kind: "input-bad", reason });
});

test("a directory that is away is not the person's mistake", async () => {
  const { resolve } = net({
    [WEB_URL]: DID,
    [`https://plc.directory/${DID}`]: new Response("", { status: 503 }),
  });
  await expect(resolve("ada.hopfield.social")).rejects.toMatchObject({ kind: "unavailable" });
});

test.each([
  "",
  "ada",
  "ada@hopfield.social",
  "ada.hopfield.social/x",
  "ada..social",
  "127.0.0.1",
  "[::1]",
  "did:plc:short",
  "did:web:127.0.0.1%3A80",
  "did:key:z6Mk",
])("nothing is asked for %j", async (typed) => {
  const { resolve, asked } = net({});
  await expect(resolve(typed)).rejects.toMatchObject({ kind: "input-bad", reason: "bad_handle" });
  expect(asked).toEqual([]);
});
