import { describeUnreadable } from "../../images/unreadable-reasons.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";
import { Notice } from "../components/notice.tsx";
import { Pending } from "../components/pending.tsx";
import { Badge } from "../components/state-badge.tsx";
import { CropControls } from "../components/crop-controls.tsx";
import { CropPreviews } from "../components/crop-previews.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import type { PlatformFacts } from "../platform-facts.ts";

interface PictureProps {
  readonly viewer: Viewer;
  readonly image: ImageResource;
  readonly platforms: readonly PlatformFacts[];
  /** The current picture of the other kind, to show the two together. */
  readonly companionUrl: string | null;
  readonly maxAltText: number;
  readonly notice?: string | null;
  readonly problem?: string | null;
}

/** Shape of the cut, and the fewest source pixels zooming may leave: half of what platforms want is still presentable. */
const SHAPES = {
  avatar: { aspect: 1, minWidth: 200 },
  banner: { aspect: 3, minWidth: 750 },
} as const;

export function PicturePage(props: PictureProps) {
  const { image, notice = null, problem = null } = props;
  const word = image.kind === "avatar" ? "Picture" : "Banner";
  return (
    <Layout
      title={`Cut your ${word.toLowerCase()}`}
      viewer={props.viewer}
      section="pictures"
      scripts={image.status === "processing" ? ["crop-box.js", "picture-pending.js"] : ["crop-box.js"]}
      refreshSeconds={null}
    >
      <p class="crumb">
        <a href="/pictures">Pictures</a>
      </p>
      <h1>Cut your {word.toLowerCase()}</h1>
      <p class="line">
        {image.is_current ? <Badge icon="tick" word="Current" tone="good" /> : null}
        {image.status === "processing" ? <Pending id={image.id} /> : null}
        <span class="quiet">
          {image.width} × {image.height} pixels
        </span>
      </p>
      {notice === null ? null : <Notice tone="good">{notice}</Notice>}
      {problem === null ? null : <Notice tone="bad">{problem}</Notice>}
      {image.crop_rejected_reason === null ? null : (
        <Notice tone="bad">
          Your last cut could not be made, so the one before it stays.{" "}
          {describeUnreadable(image.crop_rejected_reason)}
        </Notice>
      )}
      {image.status === "rejected" ? <Rejected image={image} /> : <Cropper {...props} />}
      {image.status === "rejected" ? null : <Description image={image} maxAltText={props.maxAltText} />}
      <section class="section row-actions">
        {image.is_current || image.status === "rejected" ? null : (
          <form method="post" action={`/pictures/${image.id}/current`}>
            <button class="button" type="submit">
              Make it current
            </button>
          </form>
        )}
        <a class="danger" href={`/pictures/${image.id}/delete`}>
          Delete this {word.toLowerCase()}
        </a>
      </section>
    </Layout>
  );
}

function Cropper({ image, platforms, companionUrl }: PictureProps) {
  const shape = SHAPES[image.kind];
  const source = `/pictures/${image.id}/original`;
  return (
    <crop-box
      class={`crop crop-${image.kind}`}
      data-width={String(image.width)}
      data-height={String(image.height)}
      data-aspect={String(shape.aspect)}
      data-min-width={String(shape.minWidth)}
      data-crop={image.crop === null ? undefined : JSON.stringify(image.crop)}
    >
      <form method="post" action={`/pictures/${image.id}/crop`} class="crop-form">
        {["x", "y", "width", "height", "rotation"].map((name) => (
          <input type="hidden" name={name} disabled />
        ))}
        <div class="crop-stage" data-part="stage">
          <noscript>
            <img class="crop-plain" src={source} alt={image.alt_text ?? "The whole picture"} />
          </noscript>
          <div class={`crop-mask mask-${image.kind === "avatar" ? "circle" : "none"}`} data-part="mask">
            <img data-part="crop-image" src={source} alt="" draggable={false} />
          </div>
        </div>
        <CropControls crop={image.crop} />
      </form>
      <CropPreviews image={image} platforms={platforms} source={source} companionUrl={companionUrl} />
    </crop-box>
  );
}

function Rejected({ image }: { image: ImageResource }) {
  return (
    <div class="empty">
      <p>{describeUnreadable(image.rejected_reason ?? "")}</p>
      <a class="button button-primary" href="/pictures">
        Choose another one
      </a>
    </div>
  );
}

function Description({ image, maxAltText }: { image: ImageResource; maxAltText: number }) {
  return (
    <section class="section" aria-labelledby="describe-title">
      <h2 id="describe-title">Describe it</h2>
      <form method="post" action={`/pictures/${image.id}/description`} class="form">
        <div class="field">
          <label for="alt_text">Description for people who can’t see it</label>
          <p class="hint" id="alt_text-hint">
            A sentence will do. It goes along to platforms that take one.
          </p>
          <textarea
            id="alt_text"
            name="alt_text"
            rows={2}
            maxlength={maxAltText}
            aria-describedby="alt_text-hint"
            dir="auto"
          >
            {image.alt_text ?? ""}
          </textarea>
        </div>
        <button class="button" type="submit">
          Save the description
        </button>
      </form>
    </section>
  );
}
