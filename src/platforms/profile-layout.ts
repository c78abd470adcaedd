/**
 * How platforms lay a profile out: which part of a banner is seen, and where the profile picture covers it. Data, with where
 * each figure comes from; platforms change their pages without notice.
 */
import type { PlatformId } from "./platform.ts";

/** One way a profile is shown. Lengths in CSS pixels from the banner's top left corner. */
interface ProfileView {
  readonly name: "a wide screen" | "a phone";
  /** The banner fills this; what does not fit is cut off at both sides alike. */
  readonly banner: { readonly width: number; readonly height: number };
  /** The square around the profile picture with its border; most of it may lie below the banner. */
  readonly avatar: { readonly left: number; readonly top: number; readonly size: number };
}

export interface ProfileLayout {
  readonly views: readonly ProfileView[];
  /** Colours of the page behind a picture. */
  readonly pages: { readonly light: string; readonly dark: string };
  /** `source`: read from the platform's published code. `estimated`: nothing is published. */
  readonly confidence: "source" | "estimated";
  readonly checkedOn: string;
  readonly sources: readonly string[];
}

export const profileLayouts: Readonly<Record<PlatformId, ProfileLayout>> = {
  x: {
    // The banner keeps its 3:1; the picture is a quarter of the column, half of it on the banner.
    views: [
      {
        name: "a wide screen",
        banner: { width: 600, height: 200 },
        avatar: { left: 16, top: 129, size: 142 },
      },
      { name: "a phone", banner: { width: 390, height: 130 }, avatar: { left: 16, top: 88, size: 84 } },
    ],
    pages: { light: "#ffffff", dark: "#000000" },
    confidence: "estimated",
    checkedOn: "2026-11-25",
    sources: ["no source is published; proportions of the web and phone apps"],
  },
  bluesky: {
    // 150 high at every width, so a wide column cuts off above and below and a narrow one left and right.
    views: [
      {
        name: "a wide screen",
        banner: { width: 600, height: 150 },
        avatar: { left: 10, top: 110, size: 94 },
      },
      { name: "a phone", banner: { width: 390, height: 150 }, avatar: { left: 10, top: 110, size: 94 } },
    ],
    pages: { light: "#ffffff", dark: "#000000" },
    confidence: "source",
    checkedOn: "2026-11-25",
    sources: [
      "https://github.com/bluesky-social/social-app: src/screens/Profile/Header/Shell.tsx and layout.ts",
    ],
  },
  mastodon: {
    // The web interface of version 4; other servers and apps differ.
    views: [
      {
        name: "a wide screen",
        banner: { width: 600, height: 145 },
        avatar: { left: 18, top: 100, size: 94 },
      },
      { name: "a phone", banner: { width: 390, height: 145 }, avatar: { left: 18, top: 100, size: 94 } },
    ],
    pages: { light: "#ffffff", dark: "#181821" },
    confidence: "source",
    checkedOn: "2026-11-25",
    sources: ["https://github.com/mastodon/mastodon: app/javascript/styles/mastodon/components.scss"],
  },
};

/** A rectangle in fractions 0..1 of the banner. */
interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a banner with this shape (width divided by height) is seen, and the part of it behind the profile picture. */
export function bannerParts({ banner, avatar }: ProfileView, aspect: number): { seen: Part; covered: Part } {
  const shown = banner.width / banner.height;
  const width = Math.min(1, shown / aspect);
  const height = Math.min(1, aspect / shown);
  const seen = { x: (1 - width) / 2, y: (1 - height) / 2, width, height };
  const across = width / banner.width;
  const down = height / banner.height;
  const covered = {
    x: seen.x + avatar.left * across,
    y: seen.y + avatar.top * down,
    width: avatar.size * across,
    height: Math.max(0, Math.min(avatar.size, banner.height - avatar.top)) * down,
  };
  return { seen, covered };
}
