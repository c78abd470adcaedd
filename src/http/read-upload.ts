import { AppError, fileTooLarge, UnsupportedMediaError } from "../errors.ts";
import { MAX_UPLOAD_BYTES, SECOND_MS } from "../limits.ts";

/** Multipart framing and text fields beside the file. */
const FRAMING_BYTES = 64 * 1024;

interface UploadTimes {
  /** For the whole body, in milliseconds. */
  readonly totalMs: number;
  /** Without a single byte, in milliseconds. */
  readonly idleMs: number;
  /** Runs `then` after some milliseconds unless what it gives is called before. */
  readonly later: (ms: number, then: () => void) => () => void;
}

/**
 * 4 MB, the most a browser of ours sends, at 0.3 Mbit/s: slower connections exist, but a body that trickles in for ever
 * would hold memory here for as long as its sender likes.
 */
const TIMES: UploadTimes = {
  totalMs: 120 * SECOND_MS,
  idleMs: 10 * SECOND_MS,
  later(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Reads a multipart body while counting bytes and watching the clock, so that an oversized or endless one is refused
 * before it fills the memory, whatever its Content-Length says. Throws 413, 415, 408 or 400.
 */
export async function readUpload(request: Request, times: UploadTimes = TIMES): Promise<FormData> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new UnsupportedMediaError("Send the picture as multipart/form-data with the fields file and kind.");
  }
  const declared = Number(request.headers.get("content-length") ?? 0);
  const limit = MAX_UPLOAD_BYTES + FRAMING_BYTES;
  if (declared > limit) throw fileTooLarge(declared, MAX_UPLOAD_BYTES);
  const { body, refused, settle } = watchBody(request.body, limit, times);
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch (cause) {
    throw refused() ?? unreadable(cause);
  } finally {
    settle();
  }
}

/** The body as it comes. It breaks off when it grows beyond the limit or comes too slowly; `refused` then says why. */
function watchBody(source: ReadableStream<Uint8Array> | null, limit: number, times: UploadTimes) {
  let size = 0;
  let refusal: AppError | null = null;
  let stopWhole = () => {};
  let stopIdle = () => {};
  let waitForMore = () => {};
  const settle = () => {
    stopWhole();
    stopIdle();
  };
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      const refuse = (what: string) => () => controller.error((refusal = tooSlow(what)));
      const idle = refuse(`stopped for ${times.idleMs / SECOND_MS} s`);
      waitForMore = () => {
        stopIdle();
        stopIdle = times.later(times.idleMs, idle);
      };
      waitForMore();
      stopWhole = times.later(times.totalMs, refuse(`took over ${times.totalMs / SECOND_MS} s`));
    },
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > limit) {
        controller.error((refusal = fileTooLarge(size, MAX_UPLOAD_BYTES)));
        return;
      }
      waitForMore();
      controller.enqueue(chunk);
    },
    flush: settle,
  });
  return { body: source?.pipeThrough(watch) ?? null, refused: () => refusal, settle };
}

/** 408: what has come so far is dropped. */
function tooSlow(what: string): AppError {
  const next = "Nothing was stored. Try again on a faster connection, or with a smaller picture.";
  return new AppError(408, "upload_too_slow", `The upload ${what}. ${next}`);
}

function unreadable(cause: unknown): AppError {
  const sentence = "The form could not be read. Send it again as multipart/form-data.";
  return new AppError(400, "bad_multipart", sentence, { cause });
}
