/** From what a person typed to the account and its server: handle -> DID -> document -> personal data server. */
import type * as z from "zod";

import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import { type PlatformReply, readReply, sendRequest } from "../http.ts";
import type { PlatformPorts } from "../platform.ts";
import { didDocument, dnsAnswer, pdsOrigin } from "./wire.ts";

export interface Directories {
  /** Origin of the PLC directory. */
  readonly plc: string;
  /** Origin of a DNS-over-HTTPS server that answers in JSON. */
  readonly doh: string;
}

export interface Account {
  readonly did: string;
  readonly handle: string;
  /** Origin of the personal data server. */
  readonly pds: string;
}

/** A person waits for these look-ups; a server that needs longer does not serve them. */
const LOOKUP = { timeoutMs: 5 * SECOND_MS, maxBytes: 64 * 1024 };
// atproto.com/specs/handle and /specs/did. did:web has no path and, outside development, no port.
const HANDLE = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const DID =
  /^did:(plc:[a-z2-7]{24}|web:(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?)$/;
const TXT = 16;
/** Marks copied along with a handle from a right-to-left page, and spaces that are not seen. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]/g;

/**
 * Finds the account behind a handle or DID as typed. Handle and document must name each other, so nobody can connect
 * under a name that is not theirs. Throws `input-bad` with `bad_handle`, `handle_not_found` or `handle_mismatch`.
 */
export async function resolveAccount(
  ports: PlatformPorts,
  typed: string,
  directories: Directories,
): Promise<Account> {
  const name = typed
    .replace(INVISIBLE, "")
    .replace(/^(at:\/\/|@)/, "")
    .toLowerCase();
  if (DID.test(name)) {
    const account = await resolveDid(ports, name, directories);
    await requireHandle(ports, account, directories);
    return account;
  }
  if (!HANDLE.test(name)) throw new PlatformError("input-bad", "bad_handle");
  const account = await resolveDid(ports, await resolveHandle(ports, name, directories), directories);
  if (account.handle !== name) throw new PlatformError("input-bad", "handle_mismatch");
  return account;
}

/** What the DID's own document says now: claimed handle (unchecked) and server. */
export async function resolveDid(
  ports: PlatformPorts,
  did: string,
  directories: Directories,
): Promise<Account> {
  if (!DID.test(did)) throw new PlatformError("input-bad", "bad_did");
  const url = did.startsWith("did:web:")
    ? `https://${did.slice("did:web:".length)}/.well-known/did.json`
    : `${directories.plc}/${did}`;
  const reply = await get(ports, url, "application/did+ld+json, application/json");
  // 410: the account's owner ended the DID.
  if (reply.status === 404 || reply.status === 410) throw new PlatformError("input-bad", "account_not_found");
  if (reply.status !== 200)
    throw new PlatformError("unavailable", "directory_error", { status: reply.status });
  const document = readReply(reply, didDocument);
  if (document.id !== did) throw new PlatformError("input-bad", "account_not_found");
  return { did, handle: claimedHandle(document), pds: serverOf(document) };
}

async function requireHandle(
  ports: PlatformPorts,
  account: Account,
  directories: Directories,
): Promise<void> {
  if (!HANDLE.test(account.handle)) throw new PlatformError("input-bad", "handle_mismatch");
  const did = await resolveHandle(ports, account.handle, directories);
  if (did !== account.did) throw new PlatformError("input-bad", "handle_mismatch");
}

async function resolveHandle(
  ports: PlatformPorts,
  handle: string,
  directories: Directories,
): Promise<string> {
  const did = (await didFromWeb(ports, handle)) ?? (await didFromDns(ports, handle, directories));
  if (did === null) throw new PlatformError("input-bad", "handle_not_found");
  return did;
}

/** Null for any failure: a name that keeps its DID in DNS need not have a web server at all. */
async function didFromWeb(ports: PlatformPorts, handle: string): Promise<string | null> {
  try {
    const reply = await get(ports, `https://${handle}/.well-known/atproto-did`, "text/plain");
    const did = reply.text.trim();
    return reply.status === 200 && DID.test(did) ? did : null;
  } catch (error) {
    if (error instanceof PlatformError) return null;
    throw error;
  }
}

async function didFromDns(
  ports: PlatformPorts,
  handle: string,
  directories: Directories,
): Promise<string | null> {
  const query = new URLSearchParams({ name: `_atproto.${handle}`, type: "TXT" });
  const reply = await get(ports, `${directories.doh}/dns-query?${query.toString()}`, "application/dns-json");
  if (reply.status !== 200)
    throw new PlatformError("unavailable", "handle_lookup_failed", { status: reply.status });
  const dids = readReply(reply, dnsAnswer)
    .Answer.filter((record) => record.type === TXT)
    .map((record) => joinTxt(record.data))
    .filter((text) => text.startsWith("did="))
    .map((text) => text.slice("did=".length));
  // Two records that disagree name nobody.
  const [did] = dids;
  return dids.length === 1 && did !== undefined && DID.test(did) ? did : null;
}

/** A TXT value comes as quoted strings of at most 255 bytes each: `"did=did:plc:" "abc"`. */
function joinTxt(data: string): string {
  const parts = [...data.matchAll(/"([^"]*)"/g)].map((match) => match[1]);
  return parts.length === 0 ? data : parts.join("");
}

function claimedHandle(document: z.output<typeof didDocument>): string {
  return (
    document.alsoKnownAs
      .find((name) => name.startsWith("at://"))
      ?.slice("at://".length)
      .toLowerCase() ?? ""
  );
}

function serverOf(document: z.output<typeof didDocument>): string {
  const service = document.service.find(
    ({ id }) => id === "#atproto_pds" || id === `${document.id}#atproto_pds`,
  );
  const parsed = pdsOrigin.safeParse(service?.serviceEndpoint);
  if (service?.type === "AtprotoPersonalDataServer" && parsed.success) return parsed.data;
  throw new PlatformError("input-bad", "no_server");
}

function get(ports: PlatformPorts, url: string, accept: string): Promise<PlatformReply> {
  return sendRequest(ports, url, { headers: { accept }, redirect: "manual" }, LOOKUP);
}
