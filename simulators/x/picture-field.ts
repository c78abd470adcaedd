/** The picture of an upload to X: raw in a multipart part, or base64 in a form field. */
import { readMultipart } from "../multipart.ts";

/** Null when the field is missing or empty, or the body cannot be parsed. */
export async function pictureField(request: Request, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const type = request.headers.get("content-type") ?? "";
  const body = new Uint8Array(await request.arrayBuffer());
  const bytes = /^application\/x-www-form-urlencoded/i.test(type)
    ? new Uint8Array(Buffer.from(new URLSearchParams(Buffer.from(body).toString()).get(name) ?? "", "base64"))
    : readMultipart(type, body)?.get(name);
  return bytes === undefined || bytes.byteLength === 0 ? null : bytes;
}
