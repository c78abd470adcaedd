/** The picture pipeline behind plain HTTP, so that nothing but it runs in the measured process. */
import { budgetTrials, seededRandom } from "../../test/support/worker/budget-trials.ts";
import { decodePicture } from "../../test/support/worker/decode-picture.ts";
import { codecMemory, dropCodecs } from "../../src/images/codec-memory.ts";
import { encodeJpeg, mozjpeg } from "../../src/images/codecs/mozjpeg.ts";
import { webpEncoder } from "../../src/images/codecs/webp.ts";
import type { Crop } from "../../src/images/geometry.ts";
import type { VariantSpec } from "../../src/images/plan-variants.ts";
import { renderVariants } from "../../src/images/render-variants.ts";
import { resize } from "../../src/images/resize.ts";
import type { Rect } from "../../src/images/turn.ts";
import type { Slot } from "../../src/platforms/platform.ts";

interface RenderOrder {
  readonly kind: Slot;
  readonly crop: Crop | null;
  readonly specs: readonly VariantSpec[];
}

interface BudgetOrder {
  /** Fractions of the photo. */
  readonly rect: Rect;
  readonly width: number;
  readonly height: number;
  readonly format: "jpeg" | "webp";
  readonly seed: number;
  readonly count: number;
}

export default {
  async fetch(request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const order: unknown = JSON.parse(searchParams.get("options") ?? "{}");
    if (pathname === "/memory") return Response.json(codecMemory());
    if (pathname === "/render") return render(request, order as RenderOrder);
    if (pathname === "/budget") return fitBudgets(request, order as BudgetOrder);
    if (pathname === "/encode") return encode(request, searchParams);
    dropCodecs();
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler;

async function render(request: Request, order: RenderOrder): Promise<Response> {
  const { body } = request;
  if (body === null) return new Response(null, { status: 400 });
  // As R2 gives it: a stream of known length.
  const source = { size: Number(request.headers.get("content-length")), body };
  const rendered = await renderVariants(async () => source, order);
  if (!rendered.ok) return Response.json(rendered, { status: 422 });
  const facts = rendered.variants.map(({ bytes, ...variant }) => ({ ...variant, bytes: bytes.length }));
  const head = new TextEncoder().encode(`${JSON.stringify({ ...rendered, variants: facts })}\n`);
  return new Response(new Blob([head, ...rendered.variants.map(({ bytes }) => bytes)]));
}

async function fitBudgets(
  request: Request,
  { rect, width, height, format, seed, count }: BudgetOrder,
): Promise<Response> {
  await Promise.all([mozjpeg.load(), webpEncoder.load()]);
  const photo = await decodePicture(new Uint8Array(await request.arrayBuffer()), 4);
  const place = {
    x: rect.x * photo.width,
    y: rect.y * photo.height,
    width: rect.width * photo.width,
    height: rect.height * photo.height,
  };
  const pixels = resize(photo, place, width, height);
  return Response.json(budgetTrials(pixels, format, seededRandom(seed), count));
}

async function encode(request: Request, search: URLSearchParams): Promise<Response> {
  await mozjpeg.load();
  const [width = 0, height = 0, quality = 0] = ["width", "height", "quality"].map((name) =>
    Number(search.get(name)),
  );
  const data = new Uint8Array(await request.arrayBuffer());
  return new Response(encodeJpeg({ data, channels: 4, width, height }, quality));
}
