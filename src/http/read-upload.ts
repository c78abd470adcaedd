import { AppError, fileTooLarge, UnsupportedMediaError } from "../errors.ts";
import { MAX_UPLOAD_BYTES } from "../limits.ts";

/** Multipart framing and text fields beside the file. */
const FRAMING_BYTES = 64 * 1024;

/**
 * Reads a multipart body while counting bytes, so that an oversized one is refused before it fills the memory,
 * whatever its Content-Length says. Throws 413, 415 or 400.
 */
export async function readUpload(request: Request): Promise<FormData> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new UnsupportedMediaError("Send the picture as multipart/form-data with the fields file and kind.");
  }
  const declared = Number(request.headers.get("content-length") ?? 0);
  const limit = MAX_UPLOAD_BYTES + FRAMING_BYTES;
  if (declared > limit) throw fileTooLarge(declared, MAX_UPLOAD_BYTES);
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > limit) controller.error(fileTooLarge(size, MAX_UPLOAD_BYTES));
      else controller.enqueue(chunk);
    },
  });
  const body = request.body?.pipeThrough(counter) ?? null;
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    if (size > limit) throw fileTooLarge(size, MAX_UPLOAD_BYTES);
    throw new AppError(
      400,
      "bad_multipart",
      "The form could not be read. Send it again as multipart/form-data.",
      {
        cause,
      },
    );
  }
}
