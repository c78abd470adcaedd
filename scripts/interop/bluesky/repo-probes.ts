/** Questions to the data server, in order: later ones use what earlier ones wrote. */
import type { Picture } from "../../../src/platforms/platform.ts";
import { type Probe, PROFILE, type Sent, type Side } from "./probe-side.ts";
import { jpeg } from "./sample-pictures.ts";

const XRPC = "/xrpc/com.atproto";
const NOBODY = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
const UNKNOWN = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
const STALE = "bafyreibflmsn42qjbxzz2dshce7tw3kahmr7n6e36svtxw4t7iryu6jivq";
const CARL = { $type: PROFILE, displayName: "Carl", pronouns: "he/him" };
const OTHER = { $type: PROFILE, displayName: "Other" };
const POST = { $type: "app.bsky.feed.post", text: "", createdAt: "2026-11-22T00:00:00Z" };

export const repoProbes: readonly Probe[] = [
  ["describeServer", get("server.describeServer")],
  ["resolveHandle", ({ send, grant }) => send("GET", handlePath(grant.handle))],
  ["resolveHandle: nobody", ({ send, world }) => send("GET", handlePath(world.handle("nobody")))],
  ["unknown method", ({ send }) => send("GET", "/xrpc/com.example.nothing")],
  ["getSession", get("server.getSession", "token")],
  ["getSession: nobody", get("server.getSession")],
  ["getSession: bearer rubbish", get("server.getSession", { authorization: "Bearer rubbish" })],
  ["getSession: basic", get("server.getSession", { authorization: "Basic eDp5" })],
  [
    "getSession: token, no proof",
    (side) => get("server.getSession", { authorization: `DPoP ${side.grant.accessToken}` })(side),
  ],
  ["getRecord: no profile", ({ send, grant }) => send("GET", recordPath(grant.accountId))],
  ["getRecord: no such account", ({ send }) => send("GET", recordPath(NOBODY))],
  ["putRecord: nobody", post("putRecord", { type: "application/json", body: "{}" })],
  ["putRecord: empty input", post("putRecord", { as: "token", type: "application/json", body: "{}" })],
  ["putRecord: no such account", put({ $type: PROFILE }, { repo: NOBODY })],
  ["putRecord: somebody else", (side) => put({ $type: PROFILE }, { repo: side.world.handle("bob") })(side)],
  ["putRecord: other collection", put(POST, { collection: POST.$type })],
  ["putRecord: other rkey", put({ $type: PROFILE }, { rkey: "other" })],
  ["putRecord: swap on nothing", put(OTHER, { swapRecord: STALE })],
  ["putRecord: swap is no CID", put(OTHER, { swapRecord: "x" })],
  ["putRecord: first", put(CARL, { swapRecord: null })],
  ["putRecord: the same again", put(CARL, { swapRecord: null })],
  ["putRecord: swap null on something", put(OTHER, { swapRecord: null })],
  ["putRecord: stale swap", put(OTHER, { swapRecord: STALE })],
  ["putRecord: no type", put({ displayName: "b" })],
  ["putRecord: wrong type", put({ $type: POST.$type })],
  ["putRecord: a fraction", put({ $type: PROFILE, odd: 1.5 })],
  ["putRecord: name is a number", put({ $type: PROFILE, displayName: 7 })],
  ["putRecord: avatar is text", put({ $type: PROFILE, avatar: "x" })],
  ["putRecord: unknown blob", put({ $type: PROFILE, avatar: blob(UNKNOWN, "image/png", 10) })],
  ["putRecord: webp", put({ $type: PROFILE, avatar: blob(UNKNOWN, "image/webp", 10) })],
  ["putRecord: too large", put({ $type: PROFILE, avatar: blob(UNKNOWN, "image/png", 1_000_001) })],
  ["uploadBlob: nobody", post("uploadBlob", { type: "image/png", body: new Uint8Array(4) })],
  ["uploadBlob: text", post("uploadBlob", { as: "token", type: "text/plain", body: new Uint8Array(4) })],
  [
    "uploadBlob: six megabytes",
    post("uploadBlob", { as: "token", type: "image/png", body: new Uint8Array(6_000_000) }),
  ],
  // A JPEG that says it is a PNG: the server goes by the bytes.
  [
    "uploadBlob",
    async (side) => post("uploadBlob", { as: "token", type: "image/png", body: (await small()).bytes })(side),
  ],
  ["getBlob: not named yet", getSmall],
  ["putRecord: type as sent, not as it is", putSmall("image/png", 0)],
  ["putRecord: wrong size", putSmall("image/jpeg", 1)],
  ["putRecord: the upload", putSmall("image/jpeg", 0)],
  ["getBlob", getSmall],
  ["putRecord: without it", put({ $type: PROFILE })],
  ["getBlob: no longer named", getSmall],
  ["putRecord: a blob that was dropped", putSmall("image/jpeg", 0)],
  ["getBlob: nobody's", ({ send }) => send("GET", blobPath(NOBODY, UNKNOWN))],
];

function get(method: string, as: Sent["as"] = "nobody") {
  return (side: Side) => side.send("GET", `${XRPC}.${method}`, { as });
}

function post(method: string, sent: Sent) {
  return (side: Side) => side.send("POST", `${XRPC}.repo.${method}`, sent);
}

function put(record: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return (side: Side) => {
    const body = { repo: side.grant.accountId, collection: PROFILE, rkey: "self", record, ...more };
    return post("putRecord", { as: "token", type: "application/json", body: JSON.stringify(body) })(side);
  };
}

function putSmall(mimeType: string, more: number) {
  return async (side: Side) => {
    const size = (await small()).bytes.byteLength + more;
    return put({ $type: PROFILE, avatar: blob(await smallCid(side), mimeType, size) })(side);
  };
}

async function getSmall(side: Side) {
  return side.send("GET", blobPath(side.grant.accountId, await smallCid(side)));
}

function small(): Promise<Picture> {
  return jpeg(50, 50, 7);
}

async function smallCid({ world }: Side): Promise<string> {
  return (await world.adapter.exactIdOf?.(await small())) ?? "";
}

function blob(cid: string, mimeType: string, size: number) {
  return { $type: "blob", ref: { $link: cid }, mimeType, size };
}

function handlePath(handle: string): string {
  return `${XRPC}.identity.resolveHandle?${new URLSearchParams({ handle })}`;
}

function recordPath(repo: string): string {
  return `${XRPC}.repo.getRecord?${new URLSearchParams({ repo, collection: PROFILE, rkey: "self" })}`;
}

function blobPath(did: string, cid: string): string {
  return `${XRPC}.sync.getBlob?${new URLSearchParams({ did, cid })}`;
}
