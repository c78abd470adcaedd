/** One request to a platform: a time limit, a size limit, the body as text, and every failure as a `PlatformError`. */
import type * as z from "zod";

import { DAY_MS, MAX_PLATFORM_REPLY_BYTES, PLATFORM_TIMEOUT_MS, SECOND_MS } from "../limits.ts";
import { PlatformError } from "./errors.ts";
import type { PlatformPorts } from "./platform.ts";

/** Longest wait a header may ask for: a garbled reset time must not park an account for years. */
const MAX_WAIT_MS = DAY_MS;

export interface PlatformReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, `undefined` when it is not JSON. Give it to a schema, or use `readReply`. */
  json(): unknown;
}

export interface RequestOptions {
  /** Default `PLATFORM_TIMEOUT_MS`; covers headers and body. */
  readonly timeoutMs?: number;
  /** Default `MAX_PLATFORM_REPLY_BYTES`, counted while the body streams in. */
  readonly maxBytes?: number;
  /** True for a write: a lost answer is then `unknown`, because the write may have happened. */
  readonly effect?: boolean;
}

/**
 * Sends one request and reads the whole answer, whatever its status. Never retries. Throws `PlatformError`:
 * `unavailable` (or `unknown` with `effect`) for a network failure, a time-out or an answer above `maxBytes`; a refusal
 * by the fetch port passes through as it is. Messages name the host only: paths and queries may carry tokens.
 */
export async function sendRequest(
  ports: Pick<PlatformPorts, "fetch">,
  url: string | URL,
  init: RequestInit = {},
  options: RequestOptions = {},
): Promise<PlatformReply> {
  const limit = AbortSignal.timeout(options.timeoutMs ?? PLATFORM_TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([limit, init.signal]) : limit;
  const lost = options.effect === true ? "unknown" : "unavailable";
  const { host } = new URL(url);
  try {
    const response = await untilAborted(ports.fetch(url, { ...init, signal }), signal);
    const text = await readText(response, options.maxBytes ?? MAX_PLATFORM_REPLY_BYTES, signal);
    return { status: response.status, headers: response.headers, text, json: () => parseJson(text) };
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    if (error instanceof TooLongError) {
      throw new PlatformError(lost, "reply_too_large", { message: `${host} sent more than we read` });
    }
    if (signal.aborted)
      throw new PlatformError(lost, "timeout", { message: `${host} did not answer in time` });
    // The cause stays out: some runtimes put the whole address, query and all, into the message.
    throw new PlatformError(lost, "network", { message: `no answer from ${host}` });
  }
}

/**
 * The body of an answer as `schema` says. For anything else throws `unreadable_reply`: `unknown` with `effect`, because
 * the write may have happened, else `unavailable`.
 */
export function readReply<Schema extends z.ZodType>(
  reply: PlatformReply,
  schema: Schema,
  options: Pick<RequestOptions, "effect"> = {},
): z.output<Schema> {
  const parsed = schema.safeParse(reply.json());
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join(".") || "body").join(", ");
  throw new PlatformError(options.effect === true ? "unknown" : "unavailable", "unreadable_reply", {
    message: `an answer with status ${reply.status} has an unexpected form at: ${paths}`,
    status: reply.status,
  });
}

/** `Retry-After` (RFC 9110 10.2.3: seconds or an HTTP date) as ms since the epoch, null when absent or unreadable. */
export function retryAfterAt(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return bounded(now + Number(text) * SECOND_MS, now);
  return /[a-z]/i.test(text) ? bounded(Date.parse(text), now) : null;
}

/** A reset header in seconds since the epoch (X, Bluesky) as ms since the epoch, null when absent or unreadable. */
export function epochResetAt(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  return /^\d+$/.test(text) ? bounded(Number(text) * SECOND_MS, now) : null;
}

/** A reset header in ISO 8601 (Mastodon) as ms since the epoch, null when absent or unreadable. */
export function isoResetAt(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  return /^\d{4}-\d\d-\d\dT/.test(text) ? bounded(Date.parse(text), now) : null;
}

class TooLongError extends Error {}

function bounded(at: number, now: number): number | null {
  return Number.isNaN(at) ? null : Math.min(Math.max(at, now), now + MAX_WAIT_MS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Settles when `work` does or the signal fires; a fetch that ignores its signal cannot hold us up. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function readText(response: Response, maxBytes: number, signal: AbortSignal): Promise<string> {
  const body: ReadableStream<Uint8Array> | null = response.body;
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > maxBytes) throw new TooLongError();
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error;
  }
}
