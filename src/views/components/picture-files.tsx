import type { ImageResource } from "../../services/images/image-resource.ts";
import type { PlatformFacts } from "../platform-facts.ts";

/** Every file cut from a picture, in pixels and bytes, and all of them at once. */
export function PictureFiles({
  image,
  platforms,
}: {
  image: ImageResource;
  platforms: readonly PlatformFacts[];
}) {
  const files = platforms.flatMap((platform) => {
    const variant = image.variants.find((each) => each.platform === platform.id && each.slot === image.kind);
    return variant === undefined ? [] : [{ platform, variant }];
  });
  return (
    <section class="section" aria-labelledby="files-title" data-live="files">
      <h2 id="files-title">The files</h2>
      {files.length === 0 ? (
        <p class="quiet">They are being made.</p>
      ) : (
        <>
          <table class="files">
            <caption class="visually-hidden">
              Files cut from this {image.kind === "avatar" ? "picture" : "banner"}
            </caption>
            <thead>
              <tr>
                <th scope="col">Platform</th>
                <th scope="col">Pixels</th>
                <th scope="col">File</th>
              </tr>
            </thead>
            <tbody>
              {files.map(({ platform, variant }) => (
                <tr>
                  <th scope="row">
                    {platform.name}
                    {variant.upscaled ? <span class="files-note">Enlarged</span> : null}
                    {variant.flattened ? <span class="files-note">Transparency filled</span> : null}
                    {image.crop_overrides[platform.id] === undefined ? null : (
                      <span class="files-note">Own cut</span>
                    )}
                  </th>
                  <td>
                    {variant.width} × {variant.height}
                  </td>
                  <td>
                    <a href={variant.url}>
                      {variant.format.toUpperCase()}, {kilobytes(variant.bytes)}
                    </a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            <a class="button" href={`/api/v1/images/${image.id}/variants.zip`} download>
              Save all files (ZIP)
            </a>
          </p>
        </>
      )}
    </section>
  );
}

export function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} KB`;
}
