import type { Crop } from "../../services/images/image-resource.ts";
import type { PlatformFacts } from "../platform-facts.ts";

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

/** How close, and turned how far: choices for browsers without scripts. */
const ZOOMS = [
  ["1", "As much as fits"],
  ["1.5", "1.5 times closer"],
  ["2", "2 times closer"],
  ["3", "3 times closer"],
] as const;
const TURNS = [
  ["0", "As it is"],
  ["90", "A quarter to the right"],
  ["180", "Upside down"],
  ["270", "A quarter to the left"],
] as const;

/** Native controls hold the state of the cut; `crop-box` shows the first set, browsers without scripts the second. */
export function CropControls({ crop, target }: { crop: Crop | null; target: PlatformFacts | null }) {
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
          <button type="button" class="button" data-control="suggest">
            Suggest a cut
          </button>
          <button type="button" class="button button-plain" data-control="reset">
            Start over
          </button>
        </p>
        <output class="visually-hidden" />
      </div>
      <fieldset class="by-choice" data-part="without-script">
        <legend>Which part to keep</legend>
        <div class="places">
          {PLACES.map(([value, label]) => (
            <label>
              <input
                type="radio"
                name="position"
                value={value}
                checked={crop === null && value === "middle"}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
        <Choice name="zoom" label="How close" options={ZOOMS} />
        <Choice name="turn" label="Turned" options={TURNS} />
      </fieldset>
      <p class="crop-save">
        <button class="button button-primary" type="submit">
          {target === null ? "Save this cut" : `Save for ${target.name} only`}
        </button>
      </p>
    </>
  );
}

function Choice({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, words]) => (
          <option value={value}>{words}</option>
        ))}
      </select>
    </label>
  );
}
