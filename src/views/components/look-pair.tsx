import type { LookResource } from "../../services/looks/look-resource.ts";
import { Print } from "./contact-sheet.tsx";

/** A look's two pictures as they hang on a profile. */
export function LookPair({ look }: { look: LookResource }) {
  const name = look.kind === "current" ? "the current look" : `“${look.name}”`;
  return (
    <div class="pair">
      <Print mask="none" slot="banner" src={look.banner_thumbnail_url} alt={`Banner of ${name}`} />
      <Print mask="circle" slot="avatar" src={look.avatar_thumbnail_url} alt={`Picture of ${name}`} />
    </div>
  );
}

/** What a look consists of, in words: for whoever sees no pictures, and for what a picture cannot say. */
export function lookWords(look: LookResource): string {
  const [avatar, banner] = [look.avatar_image_id !== null, look.banner_image_id !== null];
  const pair =
    avatar && banner
      ? "Picture and banner"
      : avatar
        ? "Picture, no banner"
        : banner
          ? "Banner, no picture"
          : "No pictures";
  const own = look.overrides.filter((each) => each.image_id !== null).length;
  const left = look.overrides.length - own;
  return [
    pair,
    ...(own === 0 ? [] : [`${own} ${own === 1 ? "place" : "places"} with another picture`]),
    ...(left === 0 ? [] : [`${left} ${left === 1 ? "place" : "places"} left as they are`]),
  ].join(", ");
}
