import type { ImageResource } from "../../services/images/image-resource.ts";
import type { PlatformFacts } from "../platform-facts.ts";

interface CropPreviewsProps {
  readonly image: ImageResource;
  readonly platforms: readonly PlatformFacts[];
  readonly source: string;
  readonly companionUrl: string | null;
}

/** The contact sheet of one cut: every platform at its true shape, moving along while the person cuts. */
export function CropPreviews({ image, platforms, source, companionUrl }: CropPreviewsProps) {
  const { kind } = image;
  return (
    <section class="crop-previews" aria-labelledby="previews-title">
      <h2 id="previews-title">How it will look</h2>
      <ul class={`sheet sheet-${kind}`}>
        {platforms.map((platform) => {
          const slot = platform.slots[kind];
          const variant = image.variants.find((each) => each.platform === platform.id && each.slot === kind);
          return (
            <li>
              <span class="sheet-picture">
                <span class={`print print-${kind} mask-${slot.mask}`} data-part="preview">
                  <img data-part="crop-image" src={source} alt={`Your cut on ${platform.name}`} />
                  {variant === undefined ? null : (
                    <noscript>
                      <img class="rendered" src={variant.url} alt={`Your cut on ${platform.name}`} />
                    </noscript>
                  )}
                </span>
                {kind === "banner" ? (
                  <Companion mask={platform.slots.avatar.mask} url={companionUrl} />
                ) : null}
              </span>
              <span class="sheet-name">{platform.name}</span>
              <span class="sheet-note">
                {variant === undefined ? (
                  `${slot.width} × ${slot.height}`
                ) : (
                  <a href={variant.url}>
                    {variant.width} × {variant.height}, {Math.ceil(variant.bytes / 1000)} KB
                  </a>
                )}
              </span>
              <span class="sheet-warning" data-needs-width={String(slot.width)} hidden>
                Enlarged: it will look soft
              </span>
            </li>
          );
        })}
      </ul>
      {kind === "avatar" ? <InSmall source={source} /> : null}
    </section>
  );
}

/** Most people meet a profile picture at the size of a thumb nail. */
function InSmall({ source }: { source: string }) {
  return (
    <p class="in-small">
      {[48, 32, 20].map((size) => (
        <span class={`print print-avatar mask-circle print-${size}`} data-part="preview">
          <img data-part="crop-image" src={source} alt="" />
        </span>
      ))}
      <span class="sheet-note">in a timeline, a reply, a list</span>
    </p>
  );
}

/** On a profile the picture covers a corner of the banner. */
function Companion({ mask, url }: { mask: "circle" | "rounded" | "none"; url: string | null }) {
  return (
    <span class={`print print-avatar companion mask-${mask}${url === null ? " print-empty" : ""}`}>
      {url === null ? null : <img src={url} alt="" width={400} height={400} />}
    </span>
  );
}
