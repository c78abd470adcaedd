import type { Child } from "hono/jsx";

import { Notice } from "../components/notice.tsx";
import { Layout, type Viewer } from "../layout.tsx";

export type SettingsPart = "account" | "sign-in" | "sessions" | "history";

const PARTS: readonly { part: SettingsPart; href: string; label: string }[] = [
  { part: "account", href: "/settings", label: "You" },
  { part: "sign-in", href: "/settings/sign-in", label: "Ways in" },
  { part: "sessions", href: "/settings/sessions", label: "Browsers" },
  { part: "history", href: "/settings/history", label: "History" },
];

interface SettingsLayoutProps {
  readonly viewer: Viewer;
  readonly part: SettingsPart;
  readonly title: string;
  /** What has just been done. */
  readonly notice?: string | null;
  readonly scripts?: Parameters<typeof Layout>[0]["scripts"];
  readonly children?: Child;
}

/** The frame of every settings page: title, the four parts, what was just done. */
export function SettingsLayout(props: SettingsLayoutProps) {
  return (
    <Layout
      title={props.title}
      viewer={props.viewer}
      section="settings"
      {...(props.scripts === undefined ? {} : { scripts: props.scripts })}
    >
      <nav aria-label="Settings" class="parts">
        <ul>
          {PARTS.map((item) => (
            <li>
              <a href={item.href} aria-current={item.part === props.part ? "page" : undefined}>
                {item.label}
              </a>
            </li>
          ))}
          {props.viewer.isAdmin === true ? (
            <li>
              <a href="/admin">Admin</a>
            </li>
          ) : null}
        </ul>
      </nav>
      <h1>{props.title}</h1>
      {props.notice === undefined || props.notice === null ? null : (
        <Notice tone="good">{props.notice}</Notice>
      )}
      {props.children}
    </Layout>
  );
}
