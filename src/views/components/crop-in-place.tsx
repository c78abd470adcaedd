import { type CropperProps, cropShape } from "../crop-shape.ts";

/** Sizes people meet a picture at, in CSS pixels. */
const SIZES = [48, 32, 24] as const;

/** The cut where others will see it, on light and on dark: small in lists, and together with the other picture. */
export function CropInPlace({
  image,
  target,
  companionUrl,
  source,
}: CropperProps & { readonly source: string }) {
  const { mask, aspect } = cropShape(image.kind, target);
  const flattened = image.variants.some(
    (each) => each.flattened && (target === null || each.platform === target.id),
  );
  const matte = flattened ? " on-matte" : "";
  const cut = (shape: string) => (
    <span class={`print ${shape}${matte}`} data-part="preview" data-aspect={String(aspect)}>
      <img data-part="crop-image" src={source} alt="" />
    </span>
  );
  return (
    <section class="in-place" data-part="with-script" aria-labelledby="in-place-title" hidden>
      <h2 id="in-place-title">In light and dark</h2>
      {(["light", "dark"] as const).map((scheme) => (
        <div class={`backdrop backdrop-${scheme}`} role="img" aria-label={`Your cut on a ${scheme} page`}>
          {image.kind === "avatar" ? (
            <>
              <span class="mock">
                <span class="print print-banner">
                  {companionUrl === null ? null : <img src={companionUrl} alt="" width={1500} height={500} />}
                </span>
                {cut(`print-avatar mock-avatar mask-${mask}`)}
              </span>
              <span class="in-small">
                {SIZES.map((size) => cut(`print-avatar mask-${mask} print-${size}`))}
              </span>
            </>
          ) : (
            <span class="mock">
              {cut("print-banner")}
              <span
                class={`print print-avatar mock-avatar mask-circle${companionUrl === null ? " print-empty" : ""}`}
              >
                {companionUrl === null ? null : <img src={companionUrl} alt="" width={400} height={400} />}
              </span>
            </span>
          )}
        </div>
      ))}
    </section>
  );
}
