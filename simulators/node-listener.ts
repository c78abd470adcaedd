/** `fetch`-style handlers on `node:http`. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { LOST_HEADER } from "./answer-call.ts";

/** Longest body read; the simulated platforms refuse far smaller ones in their own words. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** `origin` is put before the path to make the URL of a request. */
export function nodeListener(
  fetch: (request: Request) => Promise<Response>,
  origin: string,
): RequestListener {
  return (incoming, outgoing) => {
    void answer(fetch, origin, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent || outgoing.destroyed) return outgoing.destroy();
      outgoing.writeHead(500, { "content-type": "text/plain" });
      outgoing.end(
        `The simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    });
  };
}

async function answer(
  fetch: (request: Request) => Promise<Response>,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    outgoing.writeHead(413, { connection: "close" });
    outgoing.end();
    return;
  }
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const response = await fetch(
    new Request(new URL(incoming.url ?? "/", origin), {
      method: incoming.method ?? "GET",
      headers: headersOf(incoming),
      signal: gone.signal,
      ...(body.byteLength === 0 || incoming.method === "GET" || incoming.method === "HEAD" ? {} : { body }),
    }),
  );
  if (response.headers.has(LOST_HEADER)) {
    outgoing.destroy();
    return;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (response.status !== 304 && response.status !== 204)
    outgoing.setHeader("content-length", bytes.byteLength);
  outgoing.writeHead(response.status);
  outgoing.end(incoming.method === "HEAD" ? undefined : bytes);
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/** Null when the body is longer than the bound. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
