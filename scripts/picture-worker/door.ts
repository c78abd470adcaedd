/**
 * The images Worker with a door, for tools and tests: queue handler and RPC entry are the deployed ones, and `fetch` runs
 * the same pipeline on one file. Never deployed.
 */
import imagesWorker, { ImagesService } from "../../src/images.ts";
import { checkBounds } from "../../src/images/check-bounds.ts";
import { lintPicture } from "../../src/images/lint/lint-picture.ts";
import { readFingerprint } from "../../src/images/read-fingerprint.ts";
import { readHeader } from "../../src/images/read-header.ts";
import { renderVariants } from "../../src/images/render-variants.ts";
import { describeUnreadable } from "../../src/images/unreadable-reasons.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import { descriptors } from "../../src/platforms/registry.ts";
import { beginCounting, endCounting, watchCodecs } from "./watch-codecs.ts";
import type { FingerprintOutcome, PictureJob, PictureOutcome } from "./picture-job.ts";

export { ImagesService };

watchCodecs();

export default {
  ...imagesWorker,
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/fingerprint") {
      const file = new Uint8Array(await request.arrayBuffer());
      return Response.json(await fingerprint(file, searchParams.get("slot") as Slot));
    }
    if (pathname === "/render") {
      const job = JSON.parse(request.headers.get("x-job") ?? "") as PictureJob;
      return Response.json(await render(request, job));
    }
    return new Response(null, { status: 404 });
  },
} satisfies ExportedHandler<ImagesEnv>;

async function render(request: Request, { measured, ...wanted }: PictureJob): Promise<PictureOutcome> {
  if (measured) beginCounting();
  let sentence: string | null = null;
  // Nobody here keeps the bytes: the pipeline lets go of them before it encodes.
  const load = async () => {
    const file = new Uint8Array(await request.arrayBuffer());
    sentence = boundsSentence(file);
    return file;
  };
  try {
    const rendered = await renderVariants(load, { crop: null, ...wanted });
    const counted = measured ? endCounting() : null;
    if (!rendered.ok) {
      const { reason } = rendered;
      return { outcome: "refused", code: reason, sentence: sentence ?? describeUnreadable(reason) };
    }
    const files = rendered.variants.map((variant) => {
      const { platform, slot, width, height, format, quality, upscaled, bytes } = variant;
      return { platform, slot, width, height, format, quality, upscaled, data: toBase64(bytes) };
    });
    const findings = lintPicture(rendered.facts, (platform) => descriptors[platform].name);
    return { outcome: "rendered", files, findings, measured: counted };
  } catch (error) {
    return { outcome: "fault", error: String(error) };
  }
}

async function fingerprint(file: Uint8Array, slot: Slot): Promise<FingerprintOutcome> {
  try {
    const read = await readFingerprint(file, slot);
    return read.ok ? { outcome: "read", format: read.format } : { outcome: "refused", code: read.reason };
  } catch (error) {
    return { outcome: "fault", error: String(error) };
  }
}

/** What a person who uploads a file beyond the bounds reads: a sentence with its numbers. Null within them. */
function boundsSentence(file: Uint8Array): string | null {
  const header = readHeader(file);
  return header.ok ? (checkBounds(header, file.length)?.message ?? null) : null;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}
