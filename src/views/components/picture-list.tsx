import { describeUnreadable } from "../../images/unreadable-reasons.ts";
import type { ImageResource } from "../../services/images/image-resource.ts";
import { Print } from "./contact-sheet.tsx";
import { Pending } from "./pending.tsx";
import { Badge } from "./state-badge.tsx";
import { Time } from "./time.tsx";

/** Every picture of a kind, newest first, the current one with a ring. */
export function PictureList({
  kind,
  images,
  now,
}: {
  kind: "avatar" | "banner";
  images: readonly ImageResource[];
  now: number;
}) {
  if (images.length === 0) {
    return (
      <p class="quiet">
        {kind === "avatar"
          ? "No picture yet. The first one you choose becomes the current one."
          : "No banner yet. It is the wide picture behind your profile picture."}
      </p>
    );
  }
  const nameless = `${kind === "avatar" ? "Picture" : "Banner"} without a description`;
  return (
    <ul class={`hung hung-${kind}`} aria-label={kind === "avatar" ? "Your profile pictures" : "Your banners"}>
      {images.map((image) => (
        <li class={image.is_current ? "is-current" : ""} data-live={image.id}>
          <a class="hung-picture" href={`/pictures/${image.id}`}>
            <Print
              mask={kind === "avatar" ? "circle" : "none"}
              slot={kind}
              src={image.thumbnail_url}
              alt={image.alt_text ?? nameless}
              placeholder={image.placeholder}
            />
            {image.thumbnail_url === null ? <span class="visually-hidden">{nameless}</span> : null}
          </a>
          <div class="hung-words">
            {image.is_current ? <Badge icon="tick" word="Current" tone="good" /> : null}
            {image.status === "processing" ? <Pending id={image.id} /> : null}
            {image.status === "rejected" ? <Badge icon="cross" word="Not usable" tone="bad" /> : null}
            {image.lint.some((finding) => finding.severity === "warning") ? (
              <Badge icon="hand" word="Worth a look" tone="attention" />
            ) : null}
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
