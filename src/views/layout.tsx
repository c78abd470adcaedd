import type { Child } from "hono/jsx";

import { type AssetName, assetHref } from "./assets.ts";
import { HopMark } from "./components/hop.tsx";
import { Icon, type IconName } from "./components/icon.tsx";

/** Who looks at the page, as far as the frame needs to know. */
export interface Viewer {
  readonly name: string | null;
  /** Shows the way to the pages of administrators. */
  readonly isAdmin?: boolean;
}

export type Section = "home" | "pictures" | "looks" | "connections" | "syncs" | "settings";

interface LayoutProps {
  readonly title: string;
  readonly viewer: Viewer | null;
  readonly section?: Section;
  readonly scripts?: readonly AssetName[];
  /** Reloads the page for browsers without JavaScript. */
  readonly refreshSeconds?: number | null;
  readonly description?: string;
  /** Only pages that are the same for everybody may be indexed. */
  readonly indexable?: boolean;
  readonly children?: Child;
}

const SECTIONS: readonly { section: Section; href: string; label: string; icon: IconName }[] = [
  { section: "home", href: "/", label: "Home", icon: "home" },
  { section: "pictures", href: "/pictures", label: "Pictures", icon: "picture" },
  { section: "looks", href: "/looks", label: "Looks", icon: "frames" },
  { section: "connections", href: "/connections", label: "Connections", icon: "plug" },
  { section: "syncs", href: "/syncs", label: "Activity", icon: "list" },
  { section: "settings", href: "/settings", label: "Settings", icon: "dial" },
];

/** The frame of every page: skip link, header, navigation for people who are signed in, main, footer. */
export function Layout(props: LayoutProps) {
  const { title, viewer, section, scripts = [], refreshSeconds = null, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title === "Linkarooie" ? title : `${title} · Linkarooie`}</title>
        {props.description === undefined ? null : <meta name="description" content={props.description} />}
        {props.indexable === true ? null : <meta name="robots" content="noindex" />}
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#fbf9f5" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#11151b" media="(prefers-color-scheme: dark)" />
        <link rel="icon" href="/favicon.ico" sizes="32x32" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={assetHref("app.css")} />
        {scripts.map((name) => (
          <script type="module" src={assetHref(name)} />
        ))}
        {refreshSeconds === null ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body class={viewer === null ? "outside" : "inside"}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {viewer === null ? <OutsideHeader /> : <InsideHeader viewer={viewer} section={section} />}
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="footer">
          <p>Linkarooie puts one picture and one banner everywhere, and checks that they are really there.</p>
        </footer>
      </body>
    </html>
  );
}

function Brand() {
  return (
    <a class="brand" href="/">
      <HopMark />
      <span>Linkarooie</span>
    </a>
  );
}

function OutsideHeader() {
  return (
    <header class="top">
      <Brand />
      <nav aria-label="Account" class="top-nav">
        <a href="/sign-in">Sign in</a>
      </nav>
    </header>
  );
}

function InsideHeader({ viewer, section }: { viewer: Viewer; section: Section | undefined }) {
  return (
    <header class="rail">
      <Brand />
      <nav aria-label="Main" class="tabs">
        <ul>
          {SECTIONS.map((item) => (
            <li>
              <a href={item.href} aria-current={item.section === section ? "page" : undefined}>
                <Icon name={item.icon} />
                <span>{item.label}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/sign-out" class="sign-out">
        {viewer.name === null ? null : (
          <span class="who" dir="auto">
            {viewer.name}
          </span>
        )}
        <button class="button button-plain" type="submit">
          Sign out
        </button>
      </form>
    </header>
  );
}
