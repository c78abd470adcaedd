import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import * as z from "zod";

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../limits.ts";
import type { PlatformPorts } from "../../platforms/platform.ts";
import { callProvider, readAnswer } from "./call-provider.ts";

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

const DEFAULT_LIFE_MS = HOUR_MS;
const MIN_LIFE_MS = 5 * MINUTE_MS;
const MAX_LIFE_MS = DAY_MS;

interface KeptKeys {
  readonly set: JSONWebKeySet;
  readonly fetchedAt: number;
  readonly goodUntil: number;
}

/** Public keys of providers, kept as long as the provider says, between five minutes and a day. */
export interface KeySets {
  /** For `jwtVerify`. A key id nobody has seen makes it look once more: providers rotate without notice. */
  keysOf(ports: Pick<PlatformPorts, "fetch" | "now">, url: string): JWTVerifyGetKey;
}

/** An empty store. Plain data only: it may outlive the request that filled it. */
export function createKeySets(): KeySets {
  const kept = new Map<string, KeptKeys>();

  async function fetchKeys(ports: Pick<PlatformPorts, "fetch" | "now">, url: string): Promise<KeptKeys> {
    const reply = await callProvider(ports, url, { headers: { accept: "application/json" } });
    const set = readAnswer(reply, keySetSchema) as JSONWebKeySet;
    const fetchedAt = ports.now();
    const keys = { set, fetchedAt, goodUntil: fetchedAt + lifeOf(reply.headers.get("cache-control")) };
    kept.set(url, keys);
    return keys;
  }

  return {
    keysOf: (ports, url) => async (header, token) => {
      const now = ports.now();
      const known = kept.get(url);
      const isFresh = known !== undefined && known.fetchedAt <= now && now < known.goodUntil;
      const keys = isFresh ? known : await fetchKeys(ports, url);
      try {
        return await createLocalJWKSet(keys.set)(header, token);
      } catch (error) {
        if (!isFresh || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return createLocalJWKSet((await fetchKeys(ports, url)).set)(header, token);
      }
    },
  };
}

/** RFC 9111 5.2.2.1. */
function lifeOf(cacheControl: string | null): number {
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(cacheControl ?? "")?.[1];
  const life = seconds === undefined ? DEFAULT_LIFE_MS : Number(seconds) * SECOND_MS;
  return Math.min(Math.max(life, MIN_LIFE_MS), MAX_LIFE_MS);
}
