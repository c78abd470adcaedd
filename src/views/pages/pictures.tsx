import { describeUnreadable } from "../../images/unreadable-reasons.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";
import { Print } from "../components/contact-sheet.tsx";
import { Hop } from "../components/hop.tsx";
import { Notice } from "../components/notice.tsx";
import { Pending } from "../components/pending.tsx";
import { Badge } from "../components/state-badge.tsx";
import { Time } from "../components/time.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { pictureWord } from "../words.ts";

interface UploadBounds {
  readonly maxBytes: number;
  readonly minSide: number;
}

interface PicturesProps {
  readonly viewer: Viewer;
  readonly images: readonly ImageResource[];
  readonly bounds: UploadBounds;
  readonly now: number;
  readonly notice?: string | null;
  /** A sentence for a form that came back, and which of the two forms it was. */
  readonly problem?: { readonly kind: "avatar" | "banner"; readonly message: string } | null;
}

export function PicturesPage({ viewer, images, bounds, now, notice = null, problem = null }: PicturesProps) {
  const waiting = images.some((image) => image.status === "processing");
  return (
    <Layout
      title="Pictures"
      viewer={viewer}
      section="pictures"
      scripts={["picture-upload.js", "local-time.js", ...(waiting ? (["picture-pending.js"] as const) : [])]}
      refreshSeconds={waiting ? 3 : null}
    >
      <h1>Pictures</h1>
      <p class="lead">
        We keep the whole photo and cut it for each platform. Where it was taken is removed from what we
        publish.
      </p>
      {notice === null ? null : <Notice tone="good">{notice}</Notice>}
      {(["avatar", "banner"] as const).map((kind) => (
        <section class="section" aria-labelledby={`${kind}-title`}>
          <h2 id={`${kind}-title`}>{kind === "avatar" ? "Profile picture" : "Banner"}</h2>
          <UploadForm kind={kind} bounds={bounds} problem={problem?.kind === kind ? problem.message : null} />
          <PictureList kind={kind} images={images.filter((image) => image.kind === kind)} now={now} />
        </section>
      ))}
    </Layout>
  );
}

function UploadForm({
  kind,
  bounds,
  problem,
}: {
  kind: "avatar" | "banner";
  bounds: UploadBounds;
  problem: string | null;
}) {
  const id = `file-${kind}`;
  const megabytes = Math.round(bounds.maxBytes / 1024 / 1024);
  return (
    <picture-upload
      data-kind={kind}
      data-max-bytes={String(bounds.maxBytes)}
      data-min-side={String(bounds.minSide)}
    >
      <form
        method="post"
        action={`/pictures?kind=${kind}`}
        enctype="multipart/form-data"
        class={`drop drop-${kind}`}
      >
        <input type="hidden" name="kind" value={kind} />
        <label class="drop-area" for={id}>
          <Hop />
          <span class="drop-words">
            <strong>{kind === "avatar" ? "Choose a picture" : "Choose a banner"}</strong>
            <span>or drop it here</span>
          </span>
          <input
            id={id}
            name="file"
            type="file"
            required
            accept="image/jpeg,image/png,image/webp,image/gif"
            aria-describedby={`${id}-hint ${id}-problem`}
            aria-invalid={problem === null ? undefined : "true"}
          />
        </label>
        <p class="hint" id={`${id}-hint`}>
          JPEG, PNG, WebP or GIF, up to {megabytes} MB.{" "}
          {kind === "avatar"
            ? "Best from 1000 × 1000 pixels."
            : "Best from 3000 × 1000 pixels, three times as wide as high."}
        </p>
        <p
          class="field-error"
          id={`${id}-problem`}
          role="alert"
          data-part="problem"
          hidden={problem === null}
        >
          {problem}
        </p>
        <div class="drop-progress" data-part="progress" hidden>
          <progress max="1" aria-label={`Upload of the ${pictureWord(kind)}`} />
          <p data-part="progress-text" />
          <button type="button" class="button button-plain" data-part="cancel">
            Stop the upload
          </button>
        </div>
        <button class="button" type="submit" data-part="submit">
          Upload the {pictureWord(kind)}
        </button>
      </form>
    </picture-upload>
  );
}

function PictureList({
  kind,
  images,
  now,
}: {
  kind: "avatar" | "banner";
  images: readonly ImageResource[];
  now: number;
}) {
  if (images.length === 0) return null;
  const nameless = `${kind === "avatar" ? "Picture" : "Banner"} without a description`;
  return (
    <ul class={`hung hung-${kind}`}>
      {images.map((image) => (
        <li class={image.is_current ? "is-current" : ""}>
          <a class="hung-picture" href={`/pictures/${image.id}`}>
            <Print
              mask={kind === "avatar" ? "circle" : "none"}
              slot={kind}
              src={image.thumbnail_url}
              alt={image.alt_text ?? nameless}
            />
            {image.thumbnail_url === null ? <span class="visually-hidden">{nameless}</span> : null}
          </a>
          <div class="hung-words">
            {image.is_current ? <Badge icon="tick" word="Current" tone="good" /> : null}
            {image.status === "processing" ? <Pending id={image.id} /> : null}
            {image.status === "rejected" ? <Badge icon="cross" word="Not usable" tone="bad" /> : null}
            <p class="quiet small">
              {image.width} × {image.height} pixels, <Time at={image.created_at} now={now} />
            </p>
            {image.status === "rejected" ? (
              <p class="small">{describeUnreadable(image.rejected_reason ?? "")}</p>
            ) : null}
          </div>
          <div class="row-actions">
            {image.status === "rejected" ? null : <a href={`/pictures/${image.id}`}>Cut and describe</a>}
            {image.is_current || image.status === "rejected" ? null : (
              <form method="post" action={`/pictures/${image.id}/current`}>
                <button class="button button-plain" type="submit">
                  Make current
                </button>
              </form>
            )}
            <a class="danger" href={`/pictures/${image.id}/delete`}>
              Delete
            </a>
          </div>
        </li>
      ))}
    </ul>
  );
}
