import type { ImageResource } from "../../services/images/image-resource.ts";
import { type PlatformFacts, platformName } from "../platform-facts.ts";
import { Swatch } from "./swatch.tsx";

/** What files get where nothing else was chosen. */
const WHITE = "#ffffff";
const PRESETS = [
  ["White", WHITE],
  ["Grey", "#808080"],
  ["Black", "#000000"],
] as const;

/** The colour behind a see-through picture, where a platform's file cannot be see-through. Nothing where there is none. */
export function MatteForm({
  image,
  platforms,
}: {
  image: ImageResource;
  platforms: readonly PlatformFacts[];
}) {
  const filled = image.variants.filter((variant) => variant.flattened).map((variant) => variant.platform);
  const names = [...new Set(filled)].map((id) => platformName(platforms, id));
  const shown = names.length > 0 || image.matte !== null;
  return (
    <div data-live="matte">
      {shown ? (
        <section class="section" aria-labelledby="matte-title">
          <h2 id="matte-title">Colour behind it</h2>
          <p>
            {names.length === 0
              ? "Platforms without transparency show this colour in its place."
              : `${listed(names)} ${names.length === 1 ? "shows" : "show"} this colour where the picture is see-through.`}
          </p>
          <matte-picker>
            <form method="post" action={`/pictures/${image.id}/matte`} class="matte">
              <label class="matte-own">
                <span>Your colour</span>
                <input type="color" name="matte" value={image.matte ?? WHITE} />
              </label>
              <button class="button" type="submit">
                Use this colour
              </button>
              <div class="matte-presets" role="group" aria-label="Or one of these">
                {PRESETS.map(([name, colour]) => (
                  <button
                    class="button"
                    type="submit"
                    name="preset"
                    value={colour}
                    aria-pressed={(image.matte ?? WHITE) === colour ? "true" : "false"}
                  >
                    <Swatch colour={colour} />
                    {name}
                  </button>
                ))}
              </div>
            </form>
          </matte-picker>
        </section>
      ) : null}
    </div>
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
