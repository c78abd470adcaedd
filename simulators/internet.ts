/** The simulators as the whole internet of one process: real host names in, simulated answers out. */
import { LOST_HEADER } from "./answer-call.ts";
import type { Simulators } from "./create-simulators.ts";
import { prefixOfHost } from "./hosts.ts";

interface InternetOptions {
  /** How a broken connection looks: an answer with status 599, or a rejected promise as from `fetch`. */
  readonly broken?: "answer" | "throw";
}

/**
 * Answers requests to real-looking addresses such as `https://api.x.com/oauth/request_token`, for a Worker's
 * `outboundService` or in place of `fetch`. A host nobody simulates has no route: 599, or a rejection.
 */
export function createInternet(
  simulators: Pick<Simulators, "fetch">,
  { broken = "answer" }: InternetOptions = {},
): (request: Request) => Promise<Response> {
  const end = (why: string) => {
    if (broken === "throw") throw new TypeError(why);
    return new Response(why, { status: 599 });
  };
  return async (request) => {
    const url = new URL(request.url);
    const prefix = prefixOfHost(url.hostname);
    if (prefix === null) return end("no route to host");
    const headers = new Headers([...request.headers]);
    headers.set("x-forwarded-host", url.host);
    headers.set("x-forwarded-proto", url.protocol.slice(0, -1));
    const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer();
    const answer = await simulators.fetch(
      new Request(`http://simulators.invalid${prefix}${url.pathname}${url.search}`, {
        method: request.method,
        headers,
        redirect: "manual",
        ...(body === null || body.byteLength === 0 ? {} : { body }),
        ...(request.signal instanceof AbortSignal ? { signal: request.signal } : {}),
      }),
    );
    return answer.headers.has(LOST_HEADER) ? end("the connection was lost") : answer;
  };
}
