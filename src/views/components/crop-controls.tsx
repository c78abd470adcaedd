import type { Crop } from "../../services/images/image-resource.ts";

const SLIDERS = [
  { name: "zoom", label: "Zoom", min: 100, max: 800, value: 100 },
  { name: "panX", label: "Left to right", min: 0, max: 100, value: 50 },
  { name: "panY", label: "Top to bottom", min: 0, max: 100, value: 50 },
] as const;

/** The nine places a cut can sit without a script, row by row. */
const PLACES = [
  ["top-left", "Top left"],
  ["top", "Top"],
  ["top-right", "Top right"],
  ["left", "Left"],
  ["middle", "Middle"],
  ["right", "Right"],
  ["bottom-left", "Bottom left"],
  ["bottom", "Bottom"],
  ["bottom-right", "Bottom right"],
] as const;

/** Native controls hold the state of the cut; `crop-box` shows the first set, browsers without scripts the second. */
export function CropControls({ crop }: { crop: Crop | null }) {
  return (
    <>
      <div data-part="with-script" class="crop-controls" hidden>
        {SLIDERS.map((slider) => (
          <label class="slider">
            <span>{slider.label}</span>
            <input
              type="range"
              data-control={slider.name}
              min={slider.min}
              max={slider.max}
              value={slider.value}
              step={1}
              autocomplete="off"
            />
          </label>
        ))}
        <p class="row-actions">
          <button type="button" class="button" data-control="turn">
            Turn 90°
          </button>
          <button type="button" class="button button-plain" data-control="reset">
            Start over
          </button>
        </p>
        <output class="visually-hidden" />
      </div>
      <fieldset class="places" data-part="without-script">
        <legend>Which part to keep</legend>
        {PLACES.map(([value, label]) => (
          <label>
            <input type="radio" name="position" value={value} checked={crop === null && value === "middle"} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <button class="button button-primary" type="submit">
        Save this cut
      </button>
    </>
  );
}
