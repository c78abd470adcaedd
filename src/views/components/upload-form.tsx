import { pictureWord } from "../words.ts";
import { Hop } from "./hop.tsx";

export interface UploadBounds {
  readonly maxBytes: number;
}

interface UploadFormProps {
  readonly kind: "avatar" | "banner";
  readonly bounds: UploadBounds;
  /** A sentence when the form came back. */
  readonly problem?: string | null;
  /** The picture the new one takes the place of. */
  readonly replaces?: string | null;
}

/**
 * The way in for a picture: a label around a real file input, which `picture-upload` makes a place to drop, paste and
 * photograph.
 */
export function UploadForm({ kind, bounds, problem = null, replaces = null }: UploadFormProps) {
  const id = `file-${kind}`;
  const megabytes = Math.round(bounds.maxBytes / 1024 / 1024);
  const word = pictureWord(kind);
  return (
    <picture-upload
      data-kind={kind}
      data-max-bytes={String(bounds.maxBytes)}
      data-replaces={replaces ?? undefined}
    >
      <form
        method="post"
        action={replaces === null ? `/pictures?kind=${kind}` : `/pictures/${replaces}/replace`}
        enctype="multipart/form-data"
        class={`drop drop-${kind}`}
      >
        <input type="hidden" name="kind" value={kind} />
        <label class="drop-area" for={id}>
          <Hop />
          <span class="drop-words">
            <strong>
              {replaces === null ? "Choose" : "Replace with"} {kind === "avatar" ? "a picture" : "a banner"}
            </strong>
            <span data-part="ways">or drop or paste it here</span>
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
        <button type="button" class="button" data-part="again" hidden>
          Send it again
        </button>
        <div class="drop-progress" data-part="progress" hidden>
          <progress max="1" aria-label={`Upload of the ${word}`} />
          <p data-part="progress-text" />
          <button type="button" class="button button-plain" data-part="cancel">
            Stop
          </button>
        </div>
        <p class="hint" data-part="notes" role="status" />
        <p class="visually-hidden" data-part="news" role="status" />
        <button class="button" type="submit" data-part="submit">
          {replaces === null ? `Upload the ${word}` : `Replace the ${word}`}
        </button>
      </form>
    </picture-upload>
  );
}
