/**
 * What a passkey has to show (WebAuthn Level 3, 7.1 and 7.2): that it answers our challenge, for our site, and that it
 * checked by fingerprint, face or PIN who uses it. Pure: what was issued and stored are arguments.
 */
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeClientDataJSON, isoBase64URL } from "@simplewebauthn/server/helpers";

import { MINUTE_MS } from "../limits.ts";
import { toBase64Url } from "./hash.ts";

/** How long a challenge waits for its answer; browsers are told the same. Milliseconds. */
export const CHALLENGE_MS = 5 * MINUTE_MS;

const RELYING_PARTY_NAME = "Linkarooie";
const CHALLENGE_BYTES = 32;
/** EdDSA, ES256 and RS256, by their COSE numbers: what authenticators in use can do between them. */
const ALGORITHMS = [-8, -7, -257];

/** Our site as authenticators know it. Passkeys are bound to `id`: under another host name they are no longer found. */
interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** What is kept of a passkey to check it by. */
export interface StoredPasskey {
  readonly credentialId: string;
  /** COSE key in base64url. */
  readonly publicKey: string;
  readonly transports: readonly string[];
}

/** What a passkey showed when it was made. */
export interface MadePasskey extends StoredPasskey {
  readonly counter: number;
  readonly backedUp: boolean;
}

/** What a passkey showed when it was used. */
export interface UsedPasskey {
  readonly counter: number;
  readonly backedUp: boolean;
}

/** Host and origin out of `APP_ORIGIN`. */
export function relyingParty(appOrigin: string): RelyingParty {
  return { id: new URL(appOrigin).hostname, origin: appOrigin };
}

/** Options for making a passkey, for the browser. Found by itself at sign-in (discoverable), never without its own check. */
export function creationOptions(
  appOrigin: string,
  user: { readonly id: string; readonly email: string; readonly name: string },
  known: readonly StoredPasskey[],
) {
  return generateRegistrationOptions({
    rpName: RELYING_PARTY_NAME,
    rpID: relyingParty(appOrigin).id,
    userID: userHandle(user.id),
    userName: user.email,
    userDisplayName: user.name,
    challenge: newChallenge(),
    timeout: CHALLENGE_MS,
    attestationType: "none",
    excludeCredentials: known.map(toDescriptor),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** Options for using one, for the browser. Without `known` any passkey of this site may answer, and no account is named. */
export function requestOptions(appOrigin: string, known: readonly StoredPasskey[] = []) {
  return generateAuthenticationOptions({
    rpID: relyingParty(appOrigin).id,
    challenge: newChallenge(),
    timeout: CHALLENGE_MS,
    userVerification: "required",
    ...(known.length === 0 ? {} : { allowCredentials: known.map(toDescriptor) }),
  });
}

/**
 * The challenge an answer claims to answer. Null when the answer cannot be read, or was given inside a frame of another
 * site: ours is never in one. Proves nothing yet.
 */
export function challengeIn(clientDataJson: string): string | null {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(clientDataJson);
    return typeof challenge === "string" && crossOrigin !== true ? challenge : null;
  } catch {
    return null;
  }
}

/** The id of the account a passkey says it belongs to; null when it says none, empty when that cannot be read. */
export function accountIn(response: AuthenticationResponseJSON): string | null {
  const handle = response.response.userHandle;
  if (handle === undefined) return null;
  try {
    return isoBase64URL.toUTF8String(handle);
  } catch {
    return "";
  }
}

/** Checks a new passkey. `challenge` is the one we issued. Null, never a reason, when anything is not as it has to be. */
export async function checkCreation(
  appOrigin: string,
  challenge: string,
  response: RegistrationResponseJSON,
): Promise<MadePasskey | null> {
  const { id, origin } = relyingParty(appOrigin);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return null;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: toBase64Url(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      backedUp: credentialBackedUp,
    };
  } catch {
    return null;
  }
}

/**
 * Checks the use of a passkey. Null, never a reason, when anything is not as it has to be. The counter is not judged here:
 * only whoever stores it can do that in one step.
 */
export async function checkUse(
  appOrigin: string,
  challenge: string,
  passkey: StoredPasskey,
  response: AuthenticationResponseJSON,
): Promise<UsedPasskey | null> {
  const { id, origin } = relyingParty(appOrigin);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: isoBase64URL.toBuffer(passkey.publicKey),
        counter: 0,
      },
    });
    if (!verified) return null;
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
  } catch {
    return null;
  }
}

function newChallenge(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES));
}

/** Our ids are random and say nothing about anybody, as the standard asks of this value. */
function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(userId));
}

function toDescriptor(passkey: StoredPasskey) {
  return {
    id: passkey.credentialId,
    transports: passkey.transports as AuthenticatorTransport[],
  };
}
