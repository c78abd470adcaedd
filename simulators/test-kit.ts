/** What the simulators' own tests need: a person who consents, a picture, a plain server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import sharp from "sharp";

import type { Simulators } from "./create-simulators.ts";
import { nodeListener } from "./node-listener.ts";

/** A picture with structure, so that it can be told from another after re-encoding. */
export async function testPicture(
  width: number,
  height: number,
  format: "jpeg" | "png" | "gif" | "webp" | "tiff" = "jpeg",
): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="50%" fill="#d22"/><rect y="50%" width="100%" height="50%" fill="#22d"/></svg>`;
  return sharp(Buffer.from(drawing)).toFormat(format).toBuffer();
}

/** A PNG that does not compress: at least `bytes` long. */
export async function largePicture(bytes: number): Promise<Buffer> {
  const side = Math.ceil(Math.sqrt(bytes / 3)) + 8;
  const noise = crypto.getRandomValues(new Uint8Array(65_536));
  const raw = new Uint8Array(side * side * 3).map(
    (_, index) => noise[(index * 7 + (index >> 9)) % noise.length] ?? 0,
  );
  return sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** Opens a consent page as a browser does, decides, and tells where the page sends the person. Boxes stay as they are. */
export async function decide(
  simulators: Pick<Simulators, "fetch">,
  pageUrl: string,
  account: string,
  decision: "allow" | "decline",
  unticked: readonly string[] = [],
): Promise<URL> {
  const shown = await simulators.fetch(new Request(pageUrl));
  const text = await shown.text();
  if (shown.status !== 200) throw new Error(`the consent page answered ${shown.status}: ${text}`);
  const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const ticked = [...text.matchAll(/<input type="checkbox" id="[^"]+" name="([^"]+)" value="yes" checked/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !unticked.includes(name));
  const body = new URLSearchParams([
    ...ticked.map((name) => [name, "yes"]),
    ...hidden.map((each) => [each[1] ?? "", each[2] ?? ""]),
    ["account", account],
    ["decision", decision],
  ]);
  const answer = await simulators.fetch(new Request(pageUrl, { method: "POST", body }));
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`the consent page sent nobody anywhere: ${answer.status}`);
  return new URL(location);
}

/** Sends JSON to the control API and gives the answer's JSON. */
export async function control<T>(
  simulators: Pick<Simulators, "fetch">,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await simulators.fetch(
    new Request(
      `http://127.0.0.1/_sim${path}`,
      body === undefined
        ? {}
        : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
    ),
  );
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** What the control API tells about an account, as far as the tests look at it. */
export interface ShownAccount {
  readonly avatar: { url: string; logical_url: string; sha256: string; width: number; height: number };
  readonly banner: ShownAccount["avatar"] | null;
  readonly tokens: readonly { revoked_at: string | null }[];
}

/** Serves a handler on a free port of this machine. */
export async function startServer(
  fetch: (request: Request) => Promise<Response>,
  origin: string,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer(nodeListener(fetch, origin));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
