import type { ImageResource } from "../../services/images/image-resource.ts";
import { Notice } from "../components/notice.tsx";
import { PictureList } from "../components/picture-list.tsx";
import { type UploadBounds, UploadForm } from "../components/upload-form.tsx";
import { Layout, type Viewer } from "../layout.tsx";

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
      scripts={[
        "picture-upload.js",
        "local-time.js",
        ...(waiting ? (["picture-pending.js"] as const) : []),
        ...(images.some((image) => image.placeholder !== null) ? (["thumb-hash.js"] as const) : []),
      ]}
      refreshSeconds={waiting ? 3 : null}
    >
      <h1>Pictures</h1>
      <p class="lead">
        We keep the whole photo and cut it for each platform. Where it was taken is removed from what we
        publish.
      </p>
      {notice === null ? null : <Notice tone="good">{notice}</Notice>}
      <p class="visually-hidden" role="status" data-part="pictures-news" />
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
