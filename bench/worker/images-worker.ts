/** The picture pipeline behind plain HTTP, so that nothing but it runs in the measured process. */
import { codecMemory, dropCodecs } from "../../src/images/codec-memory.ts";
import type { Crop } from "../../src/images/geometry.ts";
import type { VariantSpec } from "../../src/images/plan-variants.ts";
import { renderVariants } from "../../src/images/render-variants.ts";
import type { Slot } from "../../src/platforms/platform.ts";

interface RenderRequest {
  readonly kind: Slot;
  readonly crop: Crop | null;
  readonly specs: readonly VariantSpec[];
}

export default {
  async fetch(request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/memory") return Response.json(codecMemory());
    if (url.pathname === "/drop") {
      dropCodecs();
      return new Response(null, { status: 204 });
    }
    const options = JSON.parse(url.searchParams.get("options") ?? "{}") as RenderRequest;
    const { body } = request;
    if (body === null) return new Response(null, { status: 400 });
    // As R2 gives it: a stream of known length.
    const source = { size: Number(request.headers.get("content-length")), body };
    const rendered = await renderVariants(async () => source, options);
    if (!rendered.ok) return Response.json(rendered, { status: 422 });
    const facts = rendered.variants.map(({ bytes: file, ...variant }) => ({
      ...variant,
      bytes: file.length,
    }));
    const head = new TextEncoder().encode(
      `${JSON.stringify({ ...rendered, variants: facts, memory: codecMemory() })}\n`,
    );
    return new Response(new Blob([head, ...rendered.variants.map((variant) => variant.bytes)]));
  },
} satisfies ExportedHandler;
