import type { ImageResource } from "../../services/images/image-resource.ts";
import { Badge } from "./state-badge.tsx";
import { Swatch } from "./swatch.tsx";

type Finding = ImageResource["lint"][number];

/** What may disappoint about a picture, each with the way out where there is one. */
export function PictureFindings({ image }: { image: ImageResource }) {
  return (
    <div data-live="findings">
      {image.lint.length === 0 ? null : (
        <section class="section" aria-labelledby="findings-title">
          <h2 id="findings-title">Worth a look</h2>
          <ul class="findings">
            {image.lint.map((finding) => (
              <li>
                {finding.severity === "warning" ? (
                  <Badge icon="hand" word="Check this" tone="attention" />
                ) : (
                  <Badge icon="look" word="Good to know" tone="quiet" />
                )}
                <p>{finding.message}</p>
                {finding.fix === null ? null : <FixForm imageId={image.id} finding={finding} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** The server applies what it has stored under this name; what to do does not come from the page. */
function FixForm({ imageId, finding }: { imageId: string; finding: Finding }) {
  const { fix } = finding;
  return (
    <form method="post" action={`/pictures/${imageId}/fix`}>
      <input type="hidden" name="code" value={finding.code} />
      <input type="hidden" name="platforms" value={finding.platforms.join(" ")} />
      <button class="button" type="submit">
        {fix?.kind === "matte" ? (
          <>
            <Swatch colour={fix.matte} />
            Fill it with {fix.matte === "#ffffff" ? "white" : fix.matte}
          </>
        ) : (
          "Use a better cut"
        )}
      </button>
    </form>
  );
}
