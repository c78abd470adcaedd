import { type CropperProps, cropShape } from "../crop-shape.ts";
import { CropControls } from "./crop-controls.tsx";
import { CropInPlace } from "./crop-in-place.tsx";
import { CropPreviews } from "./crop-previews.tsx";

/** The editor of a cut and everything that moves along with it. */
export function Cropper(props: CropperProps) {
  const { image, target } = props;
  const shape = cropShape(image.kind, target);
  const crop = (target === null ? undefined : image.crop_overrides[target.id]) ?? image.crop;
  const source = `/pictures/${image.id}/original`;
  return (
    <crop-box
      class={`crop crop-${image.kind}`}
      data-width={String(image.width)}
      data-height={String(image.height)}
      data-aspect={String(shape.aspect)}
      data-min-width={String(shape.minWidth)}
      data-mask={shape.mask}
      data-crop={crop === null ? undefined : JSON.stringify(crop)}
    >
      <form method="post" action={`/pictures/${image.id}/crop`} class="crop-form">
        {target === null ? null : <input type="hidden" name="platform" value={target.id} />}
        {["x", "y", "width", "height", "rotation"].map((name) => (
          <input type="hidden" name={name} disabled />
        ))}
        <div
          class="crop-stage"
          data-part="stage"
          role="group"
          aria-roledescription="image cropper"
          aria-label={target === null ? "Cut for all platforms" : `Cut for ${target.name}`}
          aria-describedby="crop-hint"
        >
          <noscript>
            <img class="crop-plain" src={source} alt={image.alt_text ?? "The whole picture"} />
          </noscript>
          <div class={`crop-mask mask-${shape.mask}`} data-part="mask">
            <img data-part="crop-image" src={source} alt="" draggable={false} />
          </div>
        </div>
        <p class="hint" id="crop-hint" data-part="with-script" hidden>
          Drag the picture, or use the arrow keys, + and − over it. 0 starts over.
        </p>
        <CropControls crop={crop} target={target} />
      </form>
      <div class="crop-side">
        <CropPreviews {...props} source={source} />
        <CropInPlace {...props} source={source} />
      </div>
    </crop-box>
  );
}
