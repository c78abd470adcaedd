import type { Child } from "hono/jsx";

import { Notice } from "../components/notice.tsx";
import { Layout, type Viewer } from "../layout.tsx";

export type AdminPart = "overview" | "people" | "failures" | "dead-letters" | "history";

const PARTS: readonly { part: AdminPart; href: string; label: string }[] = [
  { part: "overview", href: "/admin", label: "Overview" },
  { part: "people", href: "/admin/users", label: "People" },
  { part: "failures", href: "/admin/failures", label: "Failures" },
  { part: "dead-letters", href: "/admin/dead-letters", label: "Dead letters" },
  { part: "history", href: "/admin/history", label: "History" },
];

interface AdminLayoutProps {
  readonly viewer: Viewer;
  readonly part: AdminPart;
  readonly title: string;
  /** What has just been done. */
  readonly notice?: string | null;
  readonly children?: Child;
}

/** The frame of the administrators' pages. */
export function AdminLayout({ viewer, part, title, notice = null, children }: AdminLayoutProps) {
  return (
    <Layout title={`${title}, admin`} viewer={viewer} section="settings">
      <nav aria-label="Admin" class="parts">
        <ul>
          {PARTS.map((item) => (
            <li>
              <a href={item.href} aria-current={item.part === part ? "page" : undefined}>
                {item.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h1>{title}</h1>
      {notice === null ? null : <Notice tone="good">{notice}</Notice>}
      {children}
    </Layout>
  );
}

/** The way to the next page of a list; nothing on the last one. */
export function Older({ href }: { href: string | null }) {
  if (href === null) return null;
  return (
    <p class="actions">
      <a class="button" href={href}>
        Older
      </a>
    </p>
  );
}
