/**
 * Parts of a multipart/form-data body as bytes (RFC 7578). The platform's own `formData()` takes a part for text unless it
 * names a file, which ruins pictures of clients that send raw bytes without a file name; real platforms take them.
 */

const CRLF = Buffer.from("\r\n");
const BLANK_LINE = Buffer.from("\r\n\r\n");

/** Name → bytes of the first part of that name; null when the body is not well-formed. */
export function readMultipart(
  contentType: string,
  body: Uint8Array,
): Map<string, Uint8Array<ArrayBuffer>> | null {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (!/^multipart\/form-data/i.test(contentType) || boundary === undefined) return null;
  // With a line break in front, the first boundary looks like every other.
  const bytes = Buffer.concat([CRLF, body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts = new Map<string, Uint8Array<ArrayBuffer>>();
  let start = bytes.indexOf(delimiter);
  while (start !== -1) {
    const after = start + delimiter.length;
    if (bytes.subarray(after, after + 2).toString("latin1") === "--") return parts;
    const end = bytes.indexOf(delimiter, after);
    const head = bytes.indexOf(BLANK_LINE, after);
    if (end === -1 || head === -1 || head > end) return null;
    const headers = bytes.subarray(after, head).toString("utf8");
    const name = /^content-disposition:\s*form-data;.*?\bname="([^"]*)"/im.exec(headers)?.[1];
    if (name === undefined) return null;
    if (!parts.has(name)) parts.set(name, new Uint8Array(bytes.subarray(head + BLANK_LINE.length, end)));
    start = end;
  }
  return null;
}
