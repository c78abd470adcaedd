/** The names this simulated server goes by, wherever it really listens. */
import { createHash } from "node:crypto";

export const HOST = "bluesky.hopfield.social";
/** Personal data server and authorization server in one. */
export const ISSUER = `https://${HOST}`;
export const HANDLE_DOMAIN = `.${HOST}`;
export const SERVICE_DID = `did:web:${HOST}`;
export const PROFILE = "app.bsky.actor.profile";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The same name always gets the same made-up did:plc, so that links survive a reset. */
export function didOf(name: string): string {
  const digest = createHash("sha256").update(`hopfield:${name}`).digest();
  return `did:plc:${[...digest.subarray(0, 24)].map((byte) => BASE32.charAt(byte & 31)).join("")}`;
}

export function handleOf(name: string): string {
  return name + HANDLE_DOMAIN;
}
