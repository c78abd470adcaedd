import type { ImageResource } from "../../services/images/image-resource.ts";
import type { PlatformFacts } from "../platform-facts.ts";

/** For whom the cut is made: all platforms, or one that should show something else. Each choice is an address. */
export function CropTarget({
  image,
  platforms,
  target,
}: {
  image: ImageResource;
  platforms: readonly PlatformFacts[];
  target: PlatformFacts | null;
}) {
  return (
    <nav class="crop-target" aria-label="Cut for">
      <ul>
        <li>
          <a href={`/pictures/${image.id}`} aria-current={target === null ? "page" : undefined}>
            All platforms
          </a>
        </li>
        {platforms.map(({ id, name }) => (
          <li>
            <a href={`/pictures/${image.id}?for=${id}`} aria-current={target?.id === id ? "page" : undefined}>
              {name}
              {image.crop_overrides[id] === undefined ? null : <span class="chip">Own cut</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
