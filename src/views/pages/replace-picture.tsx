import type { ImageResource } from "../../services/images/image-resource.ts";
import { Print } from "../components/contact-sheet.tsx";
import { type UploadBounds, UploadForm } from "../components/upload-form.tsx";
import { Layout, type Viewer } from "../layout.tsx";
import { pictureWord } from "../words.ts";

interface ReplacePictureProps {
  readonly viewer: Viewer;
  readonly image: ImageResource;
  readonly bounds: UploadBounds;
  readonly problem?: string | null;
}

/** One picture, and the way in for the one that takes its place. */
export function ReplacePicturePage({ viewer, image, bounds, problem = null }: ReplacePictureProps) {
  const word = pictureWord(image.kind);
  return (
    <Layout title={`Replace your ${word}`} viewer={viewer} section="pictures" scripts={["picture-upload.js"]}>
      <p class="crumb">
        <a href={`/pictures/${image.id}`}>Your {word}</a>
      </p>
      <h1>Replace your {word}</h1>
      <p class="lead">
        The new one takes this one’s place. This one stays among your pictures until you delete it.
      </p>
      <Print
        mask={image.kind === "avatar" ? "circle" : "none"}
        slot={image.kind}
        src={image.thumbnail_url}
        alt={image.alt_text ?? `The ${word} to replace`}
        size="large"
      />
      <UploadForm kind={image.kind} bounds={bounds} problem={problem} replaces={image.id} />
    </Layout>
  );
}
