import { type Context, Hono } from "hono";

import { AppError, NotFoundError } from "../errors.ts";
import { accepts } from "../http/accepts.ts";
import { readRange } from "../http/byte-range.ts";
import { matchesAny, rangeHolds } from "../http/entity-tags.ts";
import { isMediaHost } from "../http/is-media-host.ts";
import {
  getMedia,
  type MediaFile,
  mediaExtension,
  openRange,
  openWhole,
  requireBytes,
} from "../services/images/get-media.ts";
import type { HonoEnv } from "./app-env.ts";

const NAME = /^([0-9a-z_]{10,60})(?:\.(jpg|png|webp))?$/;

/**
 * `/media/{media_id}.{ext}`: rendered files, immutable, with headers that keep them pictures and nothing else. One range is
 * served; several are answered with the whole file. Without `.{ext}` the file is served in the one format it was made in, to
 * whoever accepts that, and else is 406. With an origin of their own, files are sent there from ours.
 */
export const mediaRoutes = new Hono<HonoEnv>().get("/media/:file", async (c) => {
  const app = c.get("app");
  const name = c.req.param("file");
  const [, mediaId, extension] = NAME.exec(name) ?? [];
  if (mediaId === undefined) throw new NotFoundError("picture");
  const { mediaOrigin } = app.config;
  if (mediaOrigin !== "" && !isMediaHost(new URL(c.req.url), mediaOrigin)) {
    // Other sites may have embedded the old address.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    return c.redirect(`${mediaOrigin}/media/${name}`, 308);
  }
  const file = await getMedia(app, mediaId, extension);
  if (extension === undefined && !accepts(c.req.header("accept"), contentType(file)))
    throw notInThisForm(file);
  const headers = headersOf(file, extension === undefined);
  if (matchesAny(c.req.header("if-none-match"), headers.etag)) {
    await requireBytes(app, file);
    return c.body(null, 304, headers);
  }
  return answer(c, file, headers);
});

async function answer(
  c: Context<HonoEnv>,
  file: MediaFile,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const app = c.get("app");
  const size = file.bytes;
  const whole = { ...headers, "content-type": contentType(file), "content-length": String(size) };
  if (c.req.method === "HEAD") {
    await requireBytes(app, file);
    return c.body(null, 200, whole);
  }
  const asked = rangeHolds(c.req.header("if-range"), headers["etag"] ?? "")
    ? c.req.header("range")
    : undefined;
  const range = readRange(asked, size);
  if (range === "unsatisfiable") return c.body(null, 416, { "content-range": `bytes */${size}` });
  if (range === "whole") return c.body(ofLength(await openWhole(app, file), size), 200, whole);
  const body = ofLength(await openRange(app, file, range), range.length);
  return c.body(body, 206, {
    ...whole,
    "content-length": String(range.length),
    "content-range": `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`,
  });
}

/** A stream the runtime knows the length of: the answer then says it, and one that is cut off fails. */
function ofLength(body: ReadableStream<Uint8Array>, bytes: number): ReadableStream<Uint8Array> {
  return body.pipeThrough(new FixedLengthStream(bytes));
}

function contentType({ format }: MediaFile): string {
  return `image/${format}`;
}

function headersOf(file: MediaFile, negotiated: boolean) {
  const name = `${file.mediaId}.${mediaExtension(file)}`;
  return {
    "accept-ranges": "bytes",
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "content-disposition": `inline; filename="${name}"`,
    // The bytes' own hash: equal tags, equal bytes.
    etag: `"${file.sha256}"`,
    ...(negotiated ? { vary: "Accept", "content-location": `/media/${name}` } : {}),
  };
}

function notInThisForm(file: MediaFile): AppError {
  const type = contentType(file);
  return new AppError(
    406,
    "not_acceptable",
    `This picture is there as ${type} and in no other format. Accept ${type} or image/*.`,
    { errors: [{ pointer: "", code: "available", detail: type }] },
  );
}
