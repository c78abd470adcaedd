/** A picture file as an answer, with ETag. */
import { createHash } from "node:crypto";

export interface PictureFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** 304 when the client has these bytes already, 404 when there is no picture. */
export function pictureAnswer(picture: PictureFile | null, request: Request): Response {
  if (picture === null)
    return new Response("Not found", { status: 404, headers: { "content-type": "text/plain" } });
  const etag = `"${createHash("sha256").update(picture.bytes).digest("hex").slice(0, 32)}"`;
  const headers = {
    etag,
    "content-type": picture.contentType,
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(picture.bytes, { headers });
}
