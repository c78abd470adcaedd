import type { ImageResource } from "../../services/images/image-resource.ts";
import type { CropperProps } from "../crop-shape.ts";
import type { PlatformFacts } from "../platform-facts.ts";
import { kilobytes } from "./picture-files.tsx";

interface CropPreviewsProps extends CropperProps {
  readonly source: string;
}

/** Of no cut at all previews show the middle, in their own shape. */
const WHOLE = { x: 0, y: 0, width: 1, height: 1, rotation: 0 };

/** The contact sheet of one picture: every platform at its true shape, those that use the edited cut moving along. */
export function CropPreviews(props: CropPreviewsProps) {
  return (
    <section class="crop-previews" aria-labelledby="previews-title">
      <h2 id="previews-title">How it will look</h2>
      <ul class={`sheet sheet-${props.image.kind}`}>
        {props.platforms.map((platform) => (
          <Card {...props} platform={platform} />
        ))}
      </ul>
    </section>
  );
}

function Card({
  image,
  platform,
  target,
  source,
  companionUrl,
}: CropPreviewsProps & { readonly platform: PlatformFacts }) {
  const { kind } = image;
  const slot = platform.slots[kind];
  const variant = image.variants.find((each) => each.platform === platform.id && each.slot === kind);
  const alt = `Your cut on ${platform.name}`;
  return (
    <li>
      <span class="sheet-picture">
        <span
          class={`print print-${kind} mask-${slot.mask}${variant?.flattened === true ? " on-matte" : ""}`}
          data-part="preview"
          data-aspect={String(slot.width / slot.height)}
          data-crop={stillCrop(image, platform, target)}
        >
          <img data-part="crop-image" src={source} alt={alt} />
          {variant === undefined ? null : (
            <noscript>
              <img class="rendered" src={variant.url} alt={alt} />
            </noscript>
          )}
        </span>
        {kind === "banner" ? <Companion mask={platform.slots.avatar.mask} url={companionUrl} /> : null}
      </span>
      <span class="sheet-name">{platform.name}</span>
      <span class="sheet-note" data-live={`size-${platform.id}`}>
        {slot.width} × {slot.height}
        {variant === undefined ? "" : `, ${kilobytes(variant.bytes)}`}
      </span>
      <span class="sheet-warning" data-needs-width={String(slot.width)} hidden={variant?.upscaled !== true}>
        Enlarged: it will look soft
      </span>
      <OwnCut image={image} platform={platform} target={target} />
    </li>
  );
}

/**
 * The cut a preview keeps while another one is edited: its platform's own, or, while one platform's is edited, the shared
 * one. Undefined where it moves along.
 */
function stillCrop(
  image: ImageResource,
  platform: PlatformFacts,
  target: PlatformFacts | null,
): string | undefined {
  if (target?.id === platform.id) return undefined;
  const own = image.crop_overrides[platform.id];
  if (own !== undefined) return JSON.stringify(own);
  return target === null ? undefined : JSON.stringify(image.crop ?? WHOLE);
}

/** Whether a platform has a cut of its own, and the way there and back. */
function OwnCut({
  image,
  platform,
  target,
}: {
  image: ImageResource;
  platform: PlatformFacts;
  target: PlatformFacts | null;
}) {
  if (image.crop_overrides[platform.id] !== undefined) {
    return (
      <form method="post" action={`/pictures/${image.id}/reset`} class="own-cut">
        <span class="chip">Own cut</span>
        <button class="button button-plain" type="submit" name="platform" value={platform.id}>
          Use the shared one<span class="visually-hidden"> for {platform.name}</span>
        </button>
      </form>
    );
  }
  if (target?.id === platform.id) return <span class="sheet-note">You’re cutting this one.</span>;
  return (
    <a class="own-cut" href={`/pictures/${image.id}?for=${platform.id}`}>
      Adjust for {platform.name} only
    </a>
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
