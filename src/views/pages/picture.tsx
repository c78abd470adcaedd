import { describeUnreadable } from "../../images/unreadable-reasons.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";
import { Cropper } from "../components/cropper.tsx";
import { CropTarget } from "../components/crop-target.tsx";
import { MatteForm } from "../components/matte-form.tsx";
import { Notice } from "../components/notice.tsx";
import { Pending } from "../components/pending.tsx";
import { PictureFiles } from "../components/picture-files.tsx";
import { PictureFindings } from "../components/picture-findings.tsx";
import { Badge } from "../components/state-badge.tsx";
import type { CropperProps } from "../crop-shape.ts";
import { Layout, type Viewer } from "../layout.tsx";
import { pictureWord } from "../words.ts";

interface PictureProps extends CropperProps {
  readonly viewer: Viewer;
  readonly maxAltText: number;
  /** What just happened, one sentence each. */
  readonly notices?: readonly string[];
  readonly problem?: string | null;
}

/** Everything about one picture: its cuts, what they become, what is said about them. */
export function PicturePage(props: PictureProps) {
  const { image, notices = [], problem = null } = props;
  const word = pictureWord(image.kind);
  const usable = image.status !== "rejected";
  return (
    <Layout
      title={`Your ${word}`}
      viewer={props.viewer}
      section="pictures"
      scripts={usable ? ["crop-box.js", "picture-pending.js"] : []}
      refreshSeconds={null}
    >
      <p class="crumb">
        <a href="/pictures">Pictures</a>
      </p>
      <h1>Your {word}</h1>
      <State image={image} />
      <p class="visually-hidden" role="status" data-part="pictures-news" />
      {notices.length === 0 || !usable ? null : (
        <Notice tone="good">
          {notices.map((notice) => (
            <p>{notice}</p>
          ))}
        </Notice>
      )}
      {problem === null ? null : <Notice tone="bad">{problem}</Notice>}
      <div data-live="crop-rejected">
        {image.crop_rejected_reason === null ? null : (
          <Notice tone="bad">
            Your last change could not be made, so what was before it stays.{" "}
            {describeUnreadable(image.crop_rejected_reason)}
          </Notice>
        )}
      </div>
      {usable ? <Usable {...props} /> : <Rejected image={image} />}
      <section class="section row-actions">
        {image.is_current || !usable ? null : (
          <form method="post" action={`/pictures/${image.id}/current`}>
            <button class="button" type="submit">
              Make it current
            </button>
          </form>
        )}
        {usable ? <a href={`/pictures/${image.id}/replace`}>Replace this {word}</a> : null}
        <a class="danger" href={`/pictures/${image.id}/delete`}>
          Delete this {word}
        </a>
      </section>
    </Layout>
  );
}

function State({ image }: { image: ImageResource }) {
  return (
    <p class="line" data-live="state">
      {image.is_current ? <Badge icon="tick" word="Current" tone="good" /> : null}
      {image.status === "processing" ? <Pending id={image.id} /> : null}
      {image.status === "processing" ? (
        <noscript>
          <a href={`/pictures/${image.id}`}>Look again</a>
        </noscript>
      ) : null}
      {image.status === "rejected" ? <Badge icon="cross" word="Not usable" tone="bad" /> : null}
      <span class="quiet">
        {image.width} × {image.height} pixels
      </span>
      {image.replaces_id === null ? null : (
        <a class="quiet" href={`/pictures/${image.replaces_id}`}>
          Takes the place of an earlier one once it is ready
        </a>
      )}
    </p>
  );
}

function Usable(props: PictureProps) {
  const { image, platforms, target } = props;
  return (
    <>
      <section class="section" id="cut" aria-labelledby="cut-title">
        <h2 id="cut-title">The cut</h2>
        <CropTarget image={image} platforms={platforms} target={target} />
        <Cropper image={image} platforms={platforms} target={target} companionUrl={props.companionUrl} />
      </section>
      <PictureFindings image={image} />
      <MatteForm image={image} platforms={platforms} />
      <Description image={image} maxAltText={props.maxAltText} />
      <PictureFiles image={image} platforms={platforms} />
    </>
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
