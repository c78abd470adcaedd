import { createLogger } from "../../../src/log.ts";
import type { PlatformPorts } from "../../../src/platforms/platform.ts";

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: BodyInit | null;
}

interface ScriptedPorts extends PlatformPorts {
  /** Every request that left, in order. */
  readonly sent: readonly SentRequest[];
  readonly lines: readonly string[];
}

/**
 * Ports whose fetch answers from a table by `METHOD /path` or `METHOD host/path`; a request nobody scripted rejects.
 * A function is asked each time, anything else is the JSON body of a 200.
 */
export function scriptedPorts(
  answers: Readonly<Record<string, unknown>>,
  now: () => number = () => 1_700_000_000_000,
): ScriptedPorts {
  const sent: SentRequest[] = [];
  const lines: string[] = [];
  return {
    sent,
    lines,
    now,
    log: createLogger({}, (_level, line) => lines.push(line)),
    async fetch(address, init = {}) {
      const url = new URL(address);
      const request = {
        method: init.method ?? "GET",
        url: url.href,
        headers: new Headers(init.headers),
        body: init.body ?? null,
      };
      sent.push(request);
      const key = [`${request.method} ${url.pathname}`, `${request.method} ${url.host}${url.pathname}`].find(
        (each) => each in answers,
      );
      if (key === undefined) throw new TypeError(`nothing scripted for ${request.method} ${url.href}`);
      const answer = answers[key];
      return typeof answer === "function" ? await answer(request) : Response.json(answer);
    },
  };
}
