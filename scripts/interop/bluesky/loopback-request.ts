import { request as httpRequest } from "node:http";

/**
 * Sends a request to a port of this machine under another host name. Not `fetch`: that would not let a browser's own
 * headers (`host`, `sec-fetch-mode`) through.
 */
export async function loopbackRequest(
  port: number,
  url: URL,
  init: { method: string; headers: Readonly<Record<string, string>>; body?: Uint8Array | string },
): Promise<Response> {
  const body = init.body === undefined ? undefined : Buffer.from(init.body);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: "127.0.0.1",
        port,
        method: init.method,
        path: url.pathname + url.search,
        headers: {
          ...init.headers,
          host: url.host,
          ...(body === undefined ? {} : { "content-length": body.length }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const headers = new Headers();
          for (const [name, values] of Object.entries(incoming.headersDistinct)) {
            for (const value of values ?? []) headers.append(name, value);
          }
          const status = incoming.statusCode ?? 599;
          const empty = status === 204 || status === 304;
          resolve(new Response(empty ? null : new Uint8Array(Buffer.concat(chunks)), { status, headers }));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A `fetch` that knows two names: the server's (and those below it) and the directory's. */
export function routedFetch(routes: (host: string) => number | null) {
  return async (input: string | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const port = routes(url.hostname);
    if (port === null) throw new TypeError(`no route to ${url.hostname}`);
    const bytes = new Uint8Array(await request.arrayBuffer());
    return loopbackRequest(port, url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      ...(request.body === null ? {} : { body: bytes }),
    });
  };
}
